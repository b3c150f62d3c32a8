package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.ProcessIdentity;
import dev.understudy.cluster.Role;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/// How members introduce themselves to each other on the control channel, and open the links between them.
///
/// For each channel a hello says which generation its sender has given to this period of being connected, and
/// which one of the receiver's it has taken note of. Frames are sent only after the peer has acknowledged their
/// generation: before, it would not know us, drop them, and the credit for them would be gone.
///
/// Its first fields, up to the name, are the same in every version for ever, so that versions which have nothing
/// else in common can still name each other.
///
/// @param sequence counts up with every hello of this sender; an older one that arrives late is ignored
/// @param member the sender
/// @param isQuestion whether the sender lacks something of the receiver and wants an answer; answers are no
///     questions, or two who can't settle would talk for ever
/// @param isFormed whether the sender's start gate is open
/// @param control link of the control channel
/// @param data link of the data channel
record Hello(long sequence, Member member, boolean isQuestion, boolean isFormed, Link control, Link data)
        implements Greeting {
    /// The wire version that this code speaks.
    static final int WIRE_VERSION = 1;
    /// The oldest that it understands.
    static final int OLDEST_WIRE_VERSION = 1;

    /// One channel's half of the handshake.
    ///
    /// @param generation what the sender calls this period, 0 if it can't see the receiver on that channel
    /// @param acknowledged the receiver's generation that the sender accepts frames of, 0 if none
    record Link(int generation, int acknowledged) {}

    Link link(ChannelKind channel) {
        return switch (channel) {
            case CONTROL -> control;
            case DATA -> data;
        };
    }

    byte[] write() {
        return write(WIRE_VERSION, OLDEST_WIRE_VERSION);
    }

    byte[] write(int wireVersion, int oldestWireVersion) {
        var bytes = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(Wire.HELLO);
            out.writeShort(wireVersion);
            out.writeShort(oldestWireVersion);
            out.writeUTF(member.version());
            out.writeUTF(member.name());
            out.writeLong(sequence);
            out.writeBoolean(isQuestion);
            out.writeBoolean(isFormed);
            write(out, control);
            write(out, data);
            out.writeUTF(member.endpoint());
            out.writeByte(code(member.role()));
            out.writeUTF(member.zone());
            out.writeDouble(member.weight());
            out.writeUTF(member.contract());
            out.writeUTF(member.process().bootId());
            out.writeLong(member.process().pidNamespace());
            out.writeLong(member.process().pid());
            out.writeLong(member.process().startTime());
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array can't fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Link link) throws IOException {
        out.writeInt(link.generation());
        out.writeInt(link.acknowledged());
    }

    /// Reads a hello.
    ///
    /// @param from who sent it, by its JGroups address
    /// @param message positioned at the first byte
    /// @throws MalformedException if it isn't one
    static Greeting read(Incarnation from, ByteBuffer message) throws MalformedException {
        var bytes = new ByteArrayInputStream(
                message.array(), message.arrayOffset() + message.position(), message.remaining());
        try (var in = new DataInputStream(bytes)) {
            in.readByte();
            int wireVersion = in.readUnsignedShort();
            int oldestWireVersion = in.readUnsignedShort();
            String version = in.readUTF();
            String name = in.readUTF();
            if (wireVersion < OLDEST_WIRE_VERSION || oldestWireVersion > WIRE_VERSION) {
                return new Incompatible(name, version, wireVersion, oldestWireVersion);
            }
            return read(from, name, version, in);
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedException("hello of " + message.remaining() + " bytes: " + e.getMessage());
        }
    }

    private static Hello read(Incarnation from, String name, String version, DataInputStream in) throws IOException {
        long sequence = in.readLong();
        boolean isQuestion = in.readBoolean();
        boolean isFormed = in.readBoolean();
        Link control = new Link(in.readInt(), in.readInt());
        Link data = new Link(in.readInt(), in.readInt());
        String endpoint = in.readUTF();
        Role role = role(in.readUnsignedByte());
        var member = new Member(
                from,
                name,
                endpoint,
                role,
                in.readUTF(),
                in.readDouble(),
                version,
                in.readUTF(),
                new ProcessIdentity(in.readUTF(), in.readLong(), in.readLong(), in.readLong()));
        return new Hello(sequence, member, isQuestion, isFormed, control, data);
    }

    private static int code(Role role) {
        return switch (role) {
            case DATA -> 0;
            case CLIENT -> 1;
        };
    }

    private static Role role(int code) {
        return switch (code) {
            case 0 -> Role.DATA;
            case 1 -> Role.CLIENT;
            default -> throw new IllegalArgumentException("role " + code);
        };
    }
}
