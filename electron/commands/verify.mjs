// Entry of `npm run verify`: this file is plain JavaScript, so that an old Node can say what is wrong.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`Checking a report needs Node 24 or newer; this is ${process.versions.node}. Run it with: npm run verify -- FILE`);
  process.exit(1);
}
const { verifyFiles } = await import("./verify.ts");
process.exitCode = await verifyFiles(process.argv.slice(2));
