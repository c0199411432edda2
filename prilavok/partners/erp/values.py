"""What crosses the exchange's door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import BinaryIO, NewType

NodeId = NewType("NodeId", int)
PackageId = NewType("PackageId", int)
FileId = NewType("FileId", int)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """In what the dialect of one node differs from what its files show by themselves.

    `answer_encoding`: of the texts answered to 1C. `sessid_required`: every step must bring the `sessid` given to it.
    `networks`: the only networks that may speak ("10.0.0.0/8"), empty for any. `skip_top_group`: the one group that
    holds all others is not a group of the shop. `missing_prices`: what becomes of a price that an offer of a full
    export does not name, "keep" or "remove". `unlisted_stock`: what a warehouse not named at an offer holds: "zero",
    "keep" as before, or "auto" (zero up to 2.08). `pack_prices`: a price of a pack of N is "divide"d into the price
    of a piece, or taken "as_sent". `empty_values`: texts that mean "not filled in", beside those known anyway.
    """

    answer_encoding: str = "utf-8"
    sessid_required: bool = False
    networks: tuple[str, ...] = ()
    skip_top_group: bool = False
    missing_prices: str = "keep"
    unlisted_stock: str = "auto"
    pack_prices: str = "divide"
    empty_values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OrderNews:
    """An order of which the nodes should know something new; without a number only those that know it are told.

    `told_by`: who told the news, a node's code or "erp:" with it: that one is not told again.
    """

    order_id: int
    number: str = ""
    told_by: str = ""


@dataclass(frozen=True, kw_only=True)
class NodeDraft:
    """How an exchange node should be. `namespace` is where its identifiers live (default: its own code).

    Nodes whose bases share identifiers (a central base and its retail copies) name one namespace. `price_types`:
    external ids of the price types taken, empty for all. `statuses`: the ERP's status -> ours ("" = of no interest);
    added when missing, never overwritten. `profile`: None leaves it as it is.
    """

    code: str
    title: str
    login: str
    kind: str = "central"
    namespace: str = ""
    dialect: str = "auto"
    zip_allowed: bool = True
    file_limit: int = 2 * 1024 * 1024
    stock_meaning: str = "free"
    price_types: tuple[str, ...] = ()
    orders_out: bool = False
    orders_version: str = "2.07"
    orders_namespace: bool = False
    orders_encoding: str = "utf-8"
    orders_on_file: bool = False
    customers_out: bool = False
    enrichment_out: bool = False
    deletion: str = "gated"
    deletion_percent: int = 10
    deletion_items: int = 50
    is_active: bool = True
    statuses: Mapping[str, str] = field(default_factory=dict)
    profile: Profile | None = None


@dataclass(frozen=True, kw_only=True)
class NodeView:
    """A node with its health: last good exchange per type, what waits, what failed today."""

    node_id: NodeId
    draft: NodeDraft
    last_catalog_at: datetime | None
    last_sale_at: datetime | None
    running: str
    orders_waiting: int
    orders_quarantined: int
    pending: int
    failed_today: int


@dataclass(frozen=True, kw_only=True)
class Expected:
    """When a flow of a node is expected: at least once in so many seconds; every so many minutes or daily `at`."""

    flow: str
    promise_s: int
    patience: int = 2
    title: str = ""
    every_min: int | None = None
    at: time | None = None


@dataclass(frozen=True, kw_only=True)
class Call:
    """One HTTP request of an ERP, as it came: the raw query string, the headers that prove who speaks, the body."""

    method: str
    query: str
    cookie: str = ""
    authorization: str = ""
    network: str = ""
    body: BinaryIO | None = None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The bytes to answer; always with HTTP status 200, because stock 1C decides by the body."""

    body: bytes
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class WarningView:
    """Warnings of one code: the sentence, how many, the first names."""

    code: str
    text: str
    count: int
    things: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FileView:
    """One received file: counts as lane -> {read, created, changed, unchanged, removed, waiting}."""

    file_id: FileId
    name: str
    size: int
    kind: str
    version: str
    is_full: bool | None
    state: str
    percent: int
    counts: Mapping[str, Mapping[str, int]]
    warnings: tuple[WarningView, ...]
    error: str
    took_s: float | None
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class PackageView:
    """One package. `percent` is of all its records; `files_more`: pictures beyond those listed."""

    package_id: PackageId
    node_code: str
    node_title: str
    type: str
    state: str
    is_rerun: bool
    note: str
    started_at: datetime
    finished_at: datetime | None
    took_s: float
    percent: int
    files_count: int
    size: int
    counts: Mapping[str, Mapping[str, int]]
    warnings_count: int
    absent_count: int
    files: tuple[FileView, ...] = ()
    files_more: int = 0
    session_id: int = 0


@dataclass(frozen=True, kw_only=True)
class PackageFilter:
    """Which packages to show; empty means any."""

    node_code: str = ""
    type: str = ""
    state: str = ""
    only_warned: bool = False
    day_from: date | None = None
    day_till: date | None = None
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A received file on disk: its name as sent and where its bytes lie."""

    name: str
    path: str
    size: int
    package_id: int


@dataclass(frozen=True, kw_only=True)
class PackagePage:
    """One page of the journal of packages."""

    packages: tuple[PackageView, ...]
    total_count: int


@dataclass(frozen=True, kw_only=True)
class ExportView:
    """An order in the queue to a node."""

    export_id: int
    node_code: str
    node_title: str
    order_id: int
    number: str
    state: str
    revision: int
    confirmed_revision: int
    attempts: int
    reason: str
    created_at: datetime
    sent_at: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class IncomingView:
    """A document of the ERP that was not simply applied."""

    document_id: int
    node_code: str
    number: str
    erp_status: str
    state: str
    message: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class StatusRuleView:
    """A status of the ERP, what it means here (None: not decided yet), how many documents wait for the decision."""

    node_id: NodeId
    node_code: str
    node_title: str
    erp_status: str
    target: str | None
    waiting: int


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """What the ERP said: off (not asked), confirmed, short (`left` by variant), no_answer (why in `reason`)."""

    state: str = "off"
    node_id: int = 0
    node: str = ""
    policy: str = "off"
    took_ms: int = 0
    reason: str = ""
    left: Mapping[int, Decimal] = field(default_factory=dict)
