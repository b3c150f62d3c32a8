package dev.understudy.serialization;

/// A message is larger than [CodecLimits#maxBytes()]. The sender is told; nothing was written.
///
/// Split the message, send a reference to the data instead, or raise the limit on every node.
public final class MessageTooLargeException extends SerializationException {

    private final String type;
    private final long size;
    private final int limit;

    /// @param type what is too large: a wire name, or what it is
    /// @param size what it would take, in bytes
    /// @param limit what is allowed, in bytes
    public MessageTooLargeException(String type, long size, int limit) {
        super(type + " takes " + size + " bytes; the limit is " + limit
                + ": split it, send a reference to the data, or raise maxBytes on every node");
        this.type = type;
        this.size = size;
        this.limit = limit;
    }

    /// What is too large: the wire name of the message, or on the reader "message" when it was refused unread.
    public String type() {
        return type;
    }

    /// What the message would take, in bytes.
    public long size() {
        return size;
    }

    /// What is allowed, in bytes.
    public int limit() {
        return limit;
    }
}
