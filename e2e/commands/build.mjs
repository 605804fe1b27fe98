// npm run build [-- --shell]: builds the page and Electron's programs (or only the latter) into out/.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`The build needs Node 24 or newer, this is ${process.version}. Start it with: npm run build`);
  process.exit(1);
}
const { runBuildCommand } = await import("./build.ts");
process.exitCode = await runBuildCommand(process.argv.slice(2));
