// npm run fuzz: checks Node (the sources are TypeScript that Node 24 runs as it is), then passes broken files through the real import.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The fuzzer needs Node 24 or newer, this is ${process.version}. Start it with: npm run fuzz -- dicom`);
  process.exit(1);
}
const { runFuzzCommand } = await import("../fuzz/fuzz-command.ts");
process.exitCode = await runFuzzCommand(process.argv.slice(2));
