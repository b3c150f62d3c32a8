package dev.understudy.serialization;

/// Writes and reads one type by hand: for classes that are neither records nor enums, or whose bytes you want to
/// own.
///
/// Registered with [MessageRegistry.Builder#register(String, Class, Serializer)], it serves the type and all its
/// subtypes, so an interface can be registered whatever implements it. It is called by many threads at once.
///
/// Its bytes stand on the wire with their length and [#version()]. What `read` leaves unread is skipped, so a
/// newer serializer may append; whatever older readers must not misread needs a higher version, which they
/// refuse.
///
/// An exception from `write` reaches the sender as [UnwritableMessageException], one from `read` the reader as
/// [MalformedMessageException].
///
/// @param <T> what it writes and reads
public interface Serializer<T> {

    /// Writes a value that is never null.
    void write(T value, WireOutput out);

    /// Reads a value that was written by some version of this serializer, from 1 up to [#version()].
    T read(WireInput in, int version);

    /// The version that `write` writes. The first one is 1.
    default int version() {
        return 1;
    }
}
