package dev.trainyard.store;

class FolderStoreTest extends StoreContract {
  @Override
  Store open() {
    return new Store(folder.resolve("store"), json);
  }
}
