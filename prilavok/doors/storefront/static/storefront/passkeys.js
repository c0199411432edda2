/* Passkeys: added in the account, asked for at the door. An addition: without it, and without a browser that knows
   passkeys, the code works as ever. */
(() => {
  "use strict";

  const add = document.querySelector("[data-passkey-add]");
  const enter = document.querySelector("[data-passkey-enter]");
  const none = document.querySelector("[data-passkey-none]");
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  if (add) add.hidden = false;
  if (enter) enter.hidden = false;
  if (none) none.hidden = true;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const words = (buffer) => {
    const plain = Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = async (path, said) => {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(said || {}),
      credentials: "same-origin",
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.message || "");
    return told;
  };

  const begin = (form, act) => {
    if (!form) return;
    const complaint = form.querySelector("[data-passkey-error]");
    const button = form.querySelector("button");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      complaint.hidden = true;
      button.disabled = true;
      try {
        location.assign((await act()).next);
      } catch (error) {
        /* The browser's own words are for nobody; ours come from the server. */
        complaint.textContent = error.constructor === Error && error.message ? error.message : complaint.dataset.failed;
        complaint.hidden = false;
        button.disabled = false;
      }
    });
  };

  begin(add, async () => {
    const asked = await ask("/account/passkeys/begin/");
    const made = await navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: known(asked.excludeCredentials),
      },
    });
    return ask("/account/passkeys/finish/", {
      name: add.querySelector("input").value,
      answer: {
        id: made.id,
        rawId: words(made.rawId),
        type: made.type,
        response: {
          clientDataJSON: words(made.response.clientDataJSON),
          attestationObject: words(made.response.attestationObject),
          transports: made.response.getTransports ? made.response.getTransports() : [],
        },
      },
    });
  });

  begin(enter, async () => {
    const asked = await ask("/account/login/key/");
    const signed = await navigator.credentials.get({
      publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials) },
    });
    const handle = signed.response.userHandle;
    return ask("/account/login/key/answer/", {
      next: enter.dataset.passkeyEnter,
      answer: {
        id: signed.id,
        rawId: words(signed.rawId),
        type: signed.type,
        response: {
          clientDataJSON: words(signed.response.clientDataJSON),
          authenticatorData: words(signed.response.authenticatorData),
          signature: words(signed.response.signature),
          userHandle: handle ? words(handle) : null,
        },
      },
    });
  });
})();
