package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// Layout of what we send in one JGroups message. Big endian; the first byte says which:
///
/// ```
/// HELLO   1 | see Hello
/// CREDIT  2 | channel 1 | generation 4 | bundles consumed 8
/// BUNDLE  3 | generation 4 | sequence 8 | { length varint | frame }…
/// PIECE   4 | generation 4 | sequence 8 | whole length 4 | offset 4 | bytes
/// GOODBYE 5
/// ```
///
/// A bundle holds whole frames; a piece is a part of a frame that is longer than a bundle may be. Both are
/// numbered together within a generation, and counted together against the credit.
final class Wire {
    static final byte HELLO = 1;
    static final byte CREDIT = 2;
    static final byte BUNDLE = 3;
    static final byte PIECE = 4;
    static final byte GOODBYE = 5;

    static final int BUNDLE_HEADER = 1 + 4 + 8;
    static final int PIECE_HEADER = BUNDLE_HEADER + 4 + 4;
    static final int MAX_VARINT = 5;

    private Wire() {}

    /// Fills in what is known only when a bundle or piece leaves: which window it belongs to and its place
    /// therein.
    static void stamp(byte[] message, int generation, long sequence) {
        ByteBuffer.wrap(message).putInt(1, generation).putLong(5, sequence);
    }

    static int generation(ByteBuffer message) {
        return message.getInt(message.position() + 1);
    }

    static long sequence(ByteBuffer message) {
        return message.getLong(message.position() + 5);
    }

    static byte[] credit(ChannelKind channel, int generation, long consumed) {
        return ByteBuffer.allocate(1 + 1 + 4 + 8)
                .put(CREDIT)
                .put(code(channel))
                .putInt(generation)
                .putLong(consumed)
                .array();
    }

    static byte[] goodbye() {
        return new byte[] {GOODBYE};
    }

    private static byte code(ChannelKind channel) {
        return switch (channel) {
            case CONTROL -> 0;
            case DATA -> 1;
        };
    }

    private static ChannelKind channelOf(byte code) throws MalformedException {
        return switch (code) {
            case 0 -> ChannelKind.CONTROL;
            case 1 -> ChannelKind.DATA;
            default -> throw new MalformedException("credit for channel " + code);
        };
    }

    /// The reader's account: it has consumed that many bundles of that generation in all.
    record Credit(ChannelKind channel, int generation, long consumed) {
        /// Reads one.
        ///
        /// @throws MalformedException if it isn't one
        static Credit read(ByteBuffer message) throws MalformedException {
            try {
                ByteBuffer in = message.duplicate();
                in.get();
                return new Credit(channelOf(in.get()), in.getInt(), in.getLong());
            } catch (BufferUnderflowException _) {
                throw new MalformedException("credit of " + message.remaining() + " bytes");
            }
        }
    }

    static int varintSize(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;
    }

    /// Writes a length and returns the position behind it.
    static int writeVarint(byte[] into, int position, int value) {
        int rest = value;
        int at = position;
        while (rest >= 0x80) {
            into[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[at++] = (byte) rest;
        return at;
    }

    /// Reads a length and moves the position behind it.
    ///
    /// @throws MalformedException if it is negative or longer than what follows
    static int readLength(ByteBuffer in) throws MalformedException {
        int value = 0;
        for (int shift = 0; shift < 7 * MAX_VARINT; shift += 7) {
            if (!in.hasRemaining()) {
                throw new MalformedException("bundle ends within a length");
            }
            byte next = in.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                if (value < 0 || value > in.remaining()) {
                    throw new MalformedException("frame of " + value + " bytes where " + in.remaining() + " are left");
                }
                return value;
            }
        }
        throw new MalformedException("length of more than " + MAX_VARINT + " bytes");
    }
}
