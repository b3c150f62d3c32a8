package dev.understudy.cluster;

/// The range of TCP ports, checked in one place.
final class Ports {
    static final int HIGHEST = 65_535;

    private Ports() {}

    static void check(String what, int port) {
        if (port < 1 || port > HIGHEST) {
            throw new IllegalArgumentException(what + " is " + port + ", allowed are 1 to " + HIGHEST);
        }
    }
}
