// Rows kept on this device, by account: each has `user` and `key`, and is written in a strict transaction, so that a
// battery that dies takes nothing along. Where the device keeps nothing (`trouble.blocked`), rows last as long as the page.
export const keyOf = (user, uuid) => `${user}:${uuid}`;

export function stores(database, names) {
  const memory = Object.fromEntries(names.map((name) => [name, new Map()]));
  const trouble = { blocked: false };
  let opened = null;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(database, 1);
      asked.onupgradeneeded = () => {
        for (const name of names) asked.result.createObjectStore(name, { keyPath: "key" }).createIndex("user", "user");
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = asked.onblocked = () => reject(asked.error);
    });
    return opened;
  }

  // Run `work(store)` in one transaction.
  async function within(name, mode, work) {
    const db = await open();
    return new Promise((resolve, reject) => {
      const step = db.transaction(name, mode, { durability: "strict" });
      let answer;
      step.oncomplete = () => resolve(answer);
      step.onabort = step.onerror = () => reject(step.error);
      work(step.objectStore(name), (value) => (answer = value));
    });
  }

  async function get(name, key) {
    try {
      const found = await within(name, "readonly", (store, done) => {
        store.get(key).onsuccess = (event) => done(event.target.result);
      });
      return found ?? memory[name].get(key);
    } catch {
      trouble.blocked = true;
      return memory[name].get(key);
    }
  }

  // Read, change and write one row without anybody in between; `change` returns the row, or null to drop it.
  async function rewrite(name, key, change) {
    try {
      const row = await within(name, "readwrite", (store, done) => {
        store.get(key).onsuccess = (event) => {
          const next = change(event.target.result ?? memory[name].get(key));
          if (next) store.put(next);
          else store.delete(key);
          done(next);
        };
      });
      memory[name].delete(key);
      trouble.blocked = false;
      return row;
    } catch {
      trouble.blocked = true;
      const next = change(memory[name].get(key));
      if (next) memory[name].set(key, next);
      else memory[name].delete(key);
      return next;
    }
  }

  async function all(name, user) {
    const kept = [...memory[name].values()].filter((row) => row.user === user);
    try {
      const rows = await within(name, "readonly", (store, done) => {
        store.index("user").getAll(user).onsuccess = (event) => done(event.target.result);
      });
      return [...rows.filter((row) => !kept.some((other) => other.key === row.key)), ...kept];
    } catch {
      trouble.blocked = true;
      return kept;
    }
  }

  // The rows of other accounts; what is in them is nobody's to read here.
  const foreign = (name, user) =>
    within(name, "readonly", (store, done) => {
      store.getAll().onsuccess = (event) => done(event.target.result.filter((row) => row.user !== user));
    }).catch(() => []);

  return { get, rewrite, all, foreign, trouble };
}
