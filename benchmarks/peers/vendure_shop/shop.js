// Vendure as its manual sets it up for production: a process of the server for each core, the jobs in one of their own.
// `node shop.js fill ROWS.csv SETTINGS.json` makes the tables and the goods, `node shop.js serve` runs the shop.
const cluster = require('node:cluster');
const fs = require('node:fs');
const { bootstrap, bootstrapWorker, DefaultJobQueuePlugin, DefaultLogger, DefaultSearchPlugin, LogLevel, SearchService,
    RequestContextService, JobQueueService, dummyPaymentHandler } = require('@vendure/core');
const { populate } = require('@vendure/core/cli');

const SERVERS = 2;

function settings(isNew) {
    return {
        apiOptions: { hostname: '127.0.0.1', port: Number(process.env.PORT), adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
        authOptions: {
            tokenMethod: ['bearer'],
            superadminCredentials: { identifier: 'bench', password: process.env.SHOP_SECRET },
            cookieOptions: { secret: process.env.SHOP_SECRET },
        },
        dbConnectionOptions: { type: 'postgres', url: process.env.DATABASE_URL, synchronize: isNew, logging: false, extra: { max: 10 } },
        paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
        logger: new DefaultLogger({ level: LogLevel.Warn, timestamp: false }),
        plugins: [DefaultJobQueuePlugin.init({ pollInterval: 200 }), DefaultSearchPlugin.init({ bufferUpdates: isNew, indexStockStatus: true })],
    };
}

async function fill(rows, told) {
    // The jobs of the filling are done by this process too. The search index waits (`bufferUpdates`): it is made whole.
    const app = await populate(
        async () => { const made = await bootstrap(settings(true)); await made.get(JobQueueService).start(); return made; },
        JSON.parse(fs.readFileSync(told)), rows,
    );
    await quiet(app);
    const ctx = await app.get(RequestContextService).create({ apiType: 'admin' });
    await app.get(SearchService).reindex(ctx);
    await quiet(app);
    await app.close();
}

async function quiet(app) {
    const { TransactionalConnection, JobRecord } = require('@vendure/core');
    for (let calm = 0; calm < 3;) {
        await new Promise(done => setTimeout(done, 500));
        const waiting = await app.get(TransactionalConnection).rawConnection
            .query(`SELECT count(*)::int AS n FROM job_record WHERE state IN ('PENDING', 'RUNNING', 'RETRYING')`);
        calm = waiting[0].n === 0 ? calm + 1 : 0;
    }
}

async function serve() {
    if (cluster.isPrimary) {
        for (let one = 0; one < SERVERS; one++) cluster.fork({ ROLE: 'server' });
        cluster.fork({ ROLE: 'worker' });
        cluster.on('exit', () => process.exit(1));
        process.on('SIGTERM', () => { for (const one of Object.values(cluster.workers)) one.kill('SIGKILL'); process.exit(0); });
    } else if (process.env.ROLE === 'worker') {
        await (await bootstrapWorker(settings(false))).startJobQueue();
    } else {
        await bootstrap(settings(false));
    }
}

const [what, rows, told] = process.argv.slice(2);
(what === 'fill' ? fill(rows, told) : serve()).then(() => { if (what === 'fill') process.exit(0); }, wrong => { console.error(wrong); process.exit(1); });
