package dev.understudy.cluster.jgroups;

/// Version of this library, as its jar says.
final class LibraryVersion {
    static final String CURRENT = read();

    private LibraryVersion() {}

    private static String read() {
        String version = LibraryVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version; // classes that were run from a folder
    }
}
