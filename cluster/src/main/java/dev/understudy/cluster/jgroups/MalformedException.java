package dev.understudy.cluster.jgroups;

/// Bytes that no version of ours sends. Never leaves this package: the message is dropped and counted.
final class MalformedException extends Exception {
    MalformedException(String message) {
        super(message);
    }
}
