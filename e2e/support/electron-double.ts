import { EventEmitter } from "node:events";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type {
  App,
  BrowserWindowConstructorOptions,
  CommandLine,
  CustomScheme,
  Dialog,
  Menu as ElectronMenu,
  BrowserWindow as ElectronWindow,
  MenuItemConstructorOptions,
  MessagePortMain,
  NotificationConstructorOptions,
  Protocol,
  SafeStorage,
  Session,
  Shell,
  UtilityProcess,
  WebContents,
  WebFrameMain,
  WebRequest,
} from "electron";
import { envelope, MessageChannelDouble } from "./message-port-double.ts";

/**
 * Stands in for Electron where its binary cannot be had: records what the main process passes to it. Every part is held to the real
 * types by `satisfies Pick<…>`. What it cannot show: that Chromium obeys.
 */

type Child = EventEmitter & {
  readonly file: string;
  readonly options: object;
  readonly messages: { readonly message: unknown; readonly ports: readonly MessagePortMain[] }[];
} & Pick<UtilityProcess, "postMessage" | "kill">;

/** What a test sets before, and reads after. */
export const double = {
  /** `whenReady` settles only when the test says so, after the import of main.ts: a top-level `await` of it then never ends. */
  ready: Promise.withResolvers<void>(),
  isFirstInstance: true,
  keyStore: { available: true, backend: "gnome_libsecret" as ReturnType<SafeStorage["getSelectedStorageBackend"]> },
  idleSeconds: 0,
  /** Core really runs, in a worker thread; otherwise its messages are only kept. */
  runCore: false,

  calls: [] as string[],
  exits: [] as number[],
  errorBoxes: [] as string[],
  schemes: [] as CustomScheme[],
  switches: new Map<string, string>(),
  paths: new Map<string, string>([["userData", "/nowhere"]]),
  windows: [] as BrowserWindow[],
  sessions: new Map<string, SessionDouble>(),
  children: [] as Child[],
  menu: null as MenuDouble | null,
  opened: [] as string[],
  notifications: [] as NotificationConstructorOptions[],
};

const commandLine = {
  appendArgument: () => undefined,
  appendSwitch: (name, value = "") => void double.switches.set(name, value),
  getSwitchValue: (name) => double.switches.get(name) ?? "",
  hasSwitch: (name) => double.switches.has(name),
  removeSwitch: (name) => void double.switches.delete(name),
} satisfies CommandLine;

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false as boolean,
  commandLine,
  whenReady: () => double.ready.promise,
  enableSandbox: () => void double.calls.push("enableSandbox"),
  exit: (code = 0) => void double.exits.push(code),
  quit: () => {
    double.calls.push("quit");
    app.emit("before-quit", { preventDefault: () => double.calls.push("quit prevented") });
  },
  getVersion: () => "0.0.0-double",
  getPath: (name: string) => double.paths.get(name) ?? "",
  setPath: (name: string, path: string) => void double.paths.set(name, path),
  requestSingleInstanceLock: () => double.isFirstInstance,
} satisfies Pick<
  App,
  | "isPackaged"
  | "commandLine"
  | "whenReady"
  | "enableSandbox"
  | "exit"
  | "quit"
  | "getVersion"
  | "getPath"
  | "setPath"
  | "requestSingleInstanceLock"
>);

export const protocol = {
  registerSchemesAsPrivileged: (schemes) => void double.schemes.push(...schemes),
} satisfies Pick<Protocol, "registerSchemesAsPrivileged">;

type Handler = (request: Request) => Promise<Response>;

class SessionDouble extends EventEmitter {
  readonly options: object;
  readonly handlers = new Map<string, Handler>();
  spellChecker = true;
  permissionRequest: Parameters<Session["setPermissionRequestHandler"]>[0] = null;
  permissionCheck: Parameters<Session["setPermissionCheckHandler"]>[0] = null;
  devicePermission: Parameters<Session["setDevicePermissionHandler"]>[0] = null;
  beforeRequest: ((details: { readonly url: string }, answer: (response: { cancel?: boolean }) => void) => void) | null = null;
  readonly protocol = {
    handle: (scheme, handler) => void this.handlers.set(scheme, handler as Handler),
  } satisfies Pick<Protocol, "handle">;
  readonly webRequest = {
    onBeforeRequest: (listener: unknown) => {
      this.beforeRequest = listener as SessionDouble["beforeRequest"];
    },
  } satisfies { [name in keyof Pick<WebRequest, "onBeforeRequest">]: (listener: unknown) => void };

  constructor(options: object) {
    super();
    this.options = options;
  }

  setPermissionRequestHandler: Session["setPermissionRequestHandler"] = (handler) => {
    this.permissionRequest = handler;
  };
  setPermissionCheckHandler: Session["setPermissionCheckHandler"] = (handler) => {
    this.permissionCheck = handler;
  };
  setDevicePermissionHandler: Session["setDevicePermissionHandler"] = (handler) => {
    this.devicePermission = handler;
  };
  setSpellCheckerEnabled: Session["setSpellCheckerEnabled"] = (on) => {
    this.spellChecker = on;
  };
}

export const session = {
  fromPartition: (partition: string, options: object = {}): SessionDouble => {
    const made = double.sessions.get(partition) ?? new SessionDouble(options);
    double.sessions.set(partition, made);
    return made;
  },
};

type OpenHandler = Parameters<WebContents["setWindowOpenHandler"]>[0];
export type FrameDouble = Pick<WebFrameMain, "origin" | "parent" | "postMessage">;

class WebContentsDouble extends EventEmitter {
  readonly ipc = new EventEmitter();
  readonly sent: { readonly channel: string; readonly args: readonly unknown[] }[] = [];
  /** What the frame was given, in order. */
  readonly posted: { readonly channel: string; readonly ports: readonly MessagePortMain[] }[] = [];
  readonly mainFrame: FrameDouble = {
    origin: "app://overread",
    parent: null,
    postMessage: (channel, _message, ports = []) => void this.posted.push({ channel, ports }),
  };
  openHandler: OpenHandler | null = null;

  setWindowOpenHandler = (handler: OpenHandler): void => {
    this.openHandler = handler;
  };
  send: WebContents["send"] = (channel, ...args) => void this.sent.push({ channel, args });
  isDestroyed: WebContents["isDestroyed"] = () => false;
}

export class BrowserWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new WebContentsDouble();
  readonly loaded: string[] = [];
  readonly calls: string[] = [];
  destroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    double.windows.push(this);
    app.emit("web-contents-created", {}, this.webContents);
  }

  loadURL: ElectronWindow["loadURL"] = async (url) => void this.loaded.push(url);
  show: ElectronWindow["show"] = () => void this.calls.push("show");
  focus: ElectronWindow["focus"] = () => void this.calls.push("focus");
  restore: ElectronWindow["restore"] = () => void this.calls.push("restore");
  isMinimized: ElectronWindow["isMinimized"] = () => false;
  isDestroyed: ElectronWindow["isDestroyed"] = () => this.destroyed;
  setContentProtection: ElectronWindow["setContentProtection"] = (on) => void this.calls.push(`protect ${on}`);
}

type MenuDouble = { readonly template: readonly MenuItemConstructorOptions[] };

export const Menu = {
  buildFromTemplate: (template: readonly MenuItemConstructorOptions[]): MenuDouble => ({ template }),
  setApplicationMenu: (menu: MenuDouble | null) => {
    double.menu = menu;
  },
} satisfies Record<keyof Pick<typeof ElectronMenu, "buildFromTemplate" | "setApplicationMenu">, unknown>;

export const dialog = {
  showErrorBox: (title, content) => void double.errorBoxes.push(`${title}: ${content}`),
} satisfies Pick<Dialog, "showErrorBox">;

export const shell = {
  openExternal: async (url) => void double.opened.push(url),
} satisfies Pick<Shell, "openExternal">;

const turned = (text: string): string => [...text].reverse().join("");

export const safeStorage = {
  isAsyncEncryptionAvailable: async () => double.keyStore.available,
  getSelectedStorageBackend: () => double.keyStore.backend,
  encryptStringAsync: async (text) => Buffer.from(`sealed ${turned(text)}`),
  decryptStringAsync: async (sealed) => {
    const text = sealed.toString("utf8");
    if (!text.startsWith("sealed ")) throw new Error("not sealed by this key store");
    return { result: turned(text.slice("sealed ".length)), shouldReEncrypt: false };
  },
} satisfies Pick<SafeStorage, "isAsyncEncryptionAvailable" | "getSelectedStorageBackend" | "encryptStringAsync" | "decryptStringAsync">;

export const powerMonitor = Object.assign(new EventEmitter(), { getSystemIdleTime: () => double.idleSeconds });

export class Notification extends EventEmitter {
  static isSupported = (): boolean => true;
  readonly #options: NotificationConstructorOptions;
  constructor(options: NotificationConstructorOptions) {
    super();
    this.#options = options;
  }
  show(): void {
    double.notifications.push(this.#options);
  }
}

export const MessageChannelMain = MessageChannelDouble;

function runInWorker(file: string, child: Child): void {
  const worker = new Worker(new URL("./utility-process-double.ts", import.meta.url), { workerData: { program: pathToFileURL(file).href } });
  worker.on("message", (message: unknown) => child.emit("message", message));
  worker.on("error", (error) => process.stderr.write(`core: ${error.stack}\n`));
  worker.once("exit", (code) => child.emit("exit", code));
  child.postMessage = (message, ports = []) => {
    const sealed = envelope(message, ports);
    worker.postMessage(sealed, sealed.ports);
  };
  child.kill = () => {
    void worker.terminate();
    return true;
  };
}

export const utilityProcess = {
  fork: (file: string, _args: readonly string[], options: object): Child => {
    const child: Child = Object.assign(new EventEmitter(), {
      file,
      options,
      messages: [] as Child["messages"],
      postMessage: (message: unknown, ports: MessagePortMain[] = []) => void child.messages.push({ message, ports }),
      kill: () => child.emit("exit", 1),
    });
    double.children.push(child);
    if (double.runCore) runInWorker(file, child);
    return child;
  },
};

/** The page's side, for the preload script. */
export const ipcRenderer = Object.assign(new EventEmitter(), {
  send: (channel: string) => void double.calls.push(`send ${channel}`),
});
