// npm run decode: checks Node (the sources are TypeScript that Node 24 runs as it is), then judges the product's decoders.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The decode command needs Node 24 or newer, this is ${process.version}. Start it with: npm run decode`);
  process.exit(1);
}
const { runDecode } = await import("../decode/run-decode.ts");
process.exitCode = await runDecode(process.argv.slice(2));
