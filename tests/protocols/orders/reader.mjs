// Reads an orders document from stdin with the independent reader and prints what it understood, as JSON.
// argv[2] is the folder the reader was installed into; documents in containers are asked for by a rule of the same kind.
import {createRequire} from 'node:module';
import {Readable} from 'node:stream';

const load = createRequire(process.argv[2] + '/');
const {OrdersParser} = load('commerceml-parser/dist/orders-parser');

const read = {head: null, documents: [], full: []};
const parser = new OrdersParser();
if (process.argv[3] === 'containers') {
  const path = ['КоммерческаяИнформация', 'Контейнер', 'Документ'];
  parser.rules.document = {start: path, include: [path]};
}
parser.onCommercialInformation(head => { read.head = head; });
parser.onDocument(document => { read.documents.push(document); });
parser.eventEmitter.on('document', data => { read.full.push(data.Документ); });

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
// Odd pieces, so that letters and tags are cut in the middle, as a network cuts them.
const text = Buffer.concat(chunks).toString('utf8');
const pieces = text.match(/[\s\S]{1,997}/g) ?? [];
await parser.parse(Readable.from(pieces, {objectMode: true}));
process.stdout.write(JSON.stringify(read));
