package dev.understudy.serialization;

import com.esotericsoftware.kryo.kryo5.io.KryoBufferOverflowException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Messages to bytes and back. Made by a [MessageRegistry]; thread-safe; keep one for the life of the node.
///
/// A message is one byte of format, the id of its [Manifest] in one to four bytes, and one value ([ValueKind]).
/// Whatever the bytes hold, reading ends in a message or in a [SerializationException], having allocated no more
/// than in proportion to their number; no class is looked up by a name from them.
public final class MessageCodec {

    /// The first byte of every message. Another one would mean another way to write values.
    static final byte FORMAT = 1;

    private final TypeIndex index;
    private final CodecLimits limits;
    private final CoderPool pool;

    MessageCodec(TypeIndex index, CodecLimits limits, @Nullable RefResolver refs) {
        this.index = index;
        this.limits = limits;
        this.pool = new CoderPool(Runtime.getRuntime().availableProcessors(), () -> new Coder(index, limits, refs));
    }

    /// What this codec refuses.
    public CodecLimits limits() {
        return limits;
    }

    /// Writes a message into a new array.
    ///
    /// @throws UnregisteredTypeException if its class or that of something inside it is not registered
    /// @throws MessageTooLargeException if it would take more than [CodecLimits#maxBytes()]
    /// @throws UnwritableMessageException if it nests too deep or holds something without a wire form
    public byte[] encode(Object message) {
        var coder = pool.obtain();
        try {
            write(coder.kryo(), coder.out(), message);
            return coder.out().toBytes();
        } finally {
            pool.release(coder);
        }
    }

    /// Appends a message to a buffer, without its length. After an exception the buffer is as it was before.
    /// Throws what [#encode(Object)] throws.
    public void encode(Object message, WireOutput target) {
        var coder = pool.obtain();
        try {
            write(coder.kryo(), target.values(), message);
        } finally {
            pool.release(coder);
        }
    }

    /// Reads the message that takes up all of these bytes.
    ///
    /// @throws UnknownManifestException if its type or that of something inside it is not registered here
    /// @throws IncompatibleMessageException if this version of the type cannot represent it
    /// @throws MalformedMessageException if the bytes are not a message, or more than one
    /// @throws MessageTooLargeException if there are more of them than [CodecLimits#maxBytes()]
    public Object decode(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > limits.maxBytes()) {
            throw new MessageTooLargeException("a message that arrived", length, limits.maxBytes());
        }
        var coder = pool.obtain();
        try {
            coder.in().open(bytes, offset, length);
            var message = read(coder.kryo(), coder.in());
            if (coder.in().remaining() > 0) {
                throw new MalformedMessageException(
                        coder.in().remaining() + " bytes are left over after " + describe(message));
            }
            return message;
        } finally {
            pool.release(coder);
        }
    }

    /// Reads the message that takes up all of this array. Throws what [#decode(byte[], int, int)] throws.
    public Object decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /// Reads one message and leaves the input behind it. Throws what [#decode(byte[], int, int)] throws; the
    /// input is of no use then.
    public Object decode(WireInput source) {
        var coder = pool.obtain();
        try {
            return read(coder.kryo(), source.values());
        } finally {
            pool.release(coder);
        }
    }

    /// What a message of this class is written as.
    ///
    /// @throws UnregisteredTypeException if the class is not registered
    public Manifest manifestOf(Class<?> type) {
        var known = index.find(type);
        if (known == null) {
            throw UnregisteredTypes.refuse(type);
        }
        return known.manifest();
    }

    /// What stands in front of these bytes, without reading the message: for logs, dead letters and metrics.
    ///
    /// @throws UnknownManifestException if the type is not registered here
    /// @throws MalformedMessageException if the bytes do not begin like a message
    /// @throws IncompatibleMessageException if the version is newer than this node's
    public Manifest manifestOf(byte[] bytes, int offset, int length) {
        var in = WireInput.of(bytes, offset, length).values();
        var type = readType(in);
        return new Manifest(type.manifest().name(), type.serializer().peekVersion(in));
    }

    private void write(WireKryo kryo, ValueOutput out, Object message) {
        int start = out.position();
        var outer = out.attach(kryo);
        int outerLimit = out.limitTo((int) Math.min((long) start + limits.maxBytes(), out.getMaxCapacity()));
        boolean done = false;
        try {
            writeMessage(kryo, out, message);
            if (out.position() - start > limits.maxBytes()) {
                throw tooLarge(message, out.position() - start);
            }
            done = true;
        } catch (KryoBufferOverflowException e) {
            throw tooLarge(message, measure(kryo, message));
        } finally {
            out.limitTo(outerLimit);
            out.attach(outer);
            if (!done) {
                out.setPosition(start);
            }
        }
    }

    private void writeMessage(WireKryo kryo, ValueOutput out, Object message) {
        kryo.begin();
        try {
            var registration = kryo.require(message.getClass());
            out.writeByte(FORMAT);
            out.writeVarInt(registration.getId(), true);
            WireKryo.serializerOf(registration).putAny(kryo, out, message);
        } catch (SerializationException | KryoBufferOverflowException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnwritableMessageException(describe(message) + " cannot be written: " + e, e);
        }
    }

    /// Writes once more, into nothing, so that the sender learns the size.
    private long measure(WireKryo kryo, Object message) {
        var counter = ValueOutput.counter();
        counter.attach(kryo);
        writeMessage(kryo, counter, message);
        return counter.written();
    }

    private Object read(WireKryo kryo, ValueInput in) {
        kryo.begin();
        var outer = in.attach(kryo);
        int outerLimit = in.limit();
        try {
            return readType(in).serializer().read(kryo, in);
        } catch (SerializationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MalformedMessageException("the bytes cannot be read: " + e, e);
        } finally {
            in.setLimit(outerLimit);
            in.attach(outer);
        }
    }

    private RegisteredType readType(ValueInput in) {
        int format = in.readHeader();
        if (format != FORMAT) {
            throw new MalformedMessageException("the first byte is " + format + ", and messages begin with " + FORMAT
                    + ": these bytes are no message, or one of a much newer version");
        }
        int id = in.readBareTypeId();
        var type = index.find(id);
        if (type == null) {
            throw new UnknownManifestException(id);
        }
        return type;
    }

    private MessageTooLargeException tooLarge(Object message, long size) {
        return new MessageTooLargeException(describe(message), size, limits.maxBytes());
    }

    private String describe(Object message) {
        var known = index.find(message.getClass());
        return known == null ? message.getClass().getName() : known.manifest().name();
    }
}
