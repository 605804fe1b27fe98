// npm run package [-- --dir] [--out DIR]: builds everything and makes the packages of this system (--dir: only the unpacked folder).
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`Packaging needs Node 24 or newer, this is ${process.version}. Start it with: npm run package`);
  process.exit(1);
}
const { runPackageCommand } = await import("./package.ts");
process.exitCode = await runPackageCommand(process.argv.slice(2));
