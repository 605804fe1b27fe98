const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The service's own sign-in page: two fields and one button, no script, nothing from elsewhere. */
export function loginPage(options: { readonly action: string; readonly clientName: string; readonly wrong: boolean }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to the demo service</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center; background: #eef1f4; color: #1a2430; }
  main { background: #fff; padding: 2rem; border-radius: 8px; width: min(22rem, 90vw); box-shadow: 0 1px 3px #0003; }
  h1 { font-size: 1.25rem; margin: 0 0 .25rem; }
  label { display: block; margin-top: 1rem; }
  input { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; border: 1px solid #6b7785; border-radius: 4px; }
  button { font: inherit; margin-top: 1.5rem; width: 100%; padding: .6rem; border: 0; border-radius: 4px; background: #1f5fa8; color: #fff; }
  [role="alert"] { color: #a11212; margin: 1rem 0 0; }
</style>
</head>
<body>
<main>
<h1>Demo Second Opinion Service</h1>
<p>${escapeHtml(options.clientName)} asks for access to your cases. Invented patients only.</p>
<form method="post" action="${escapeHtml(options.action)}">
<label>User name <input name="username" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
${options.wrong ? '<p role="alert">User name or password is wrong.</p>' : ""}
<button type="submit" name="allow" value="yes">Sign in and allow</button>
</form>
</main>
</body>
</html>
`;
}
