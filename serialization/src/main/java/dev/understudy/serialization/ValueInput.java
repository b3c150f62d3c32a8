package dev.understudy.serialization;

import com.esotericsoftware.kryo.kryo5.io.Input;
import org.jspecify.annotations.Nullable;

/// A Kryo input over bytes that may be anything: it never trusts a length, never alters the bytes, and throws
/// only [SerializationException]s.
///
/// Three habits of Kryo's own class are taken away here. On too few bytes it compacts the buffer, which is the
/// caller's and may be read by another thread; its string reader flips a bit in that buffer for a moment; and it
/// allocates what a declared length asks for before it looks whether so much is there.
///
/// *Budget:* every value takes at least one byte, so all counts declared in a message together may not exceed its
/// length. Nested lists that each claim to fill the rest of the message would otherwise allocate its length once
/// for each level.
///
/// Used by one thread at a time.
final class ValueInput extends Input {

    private static final byte[] NOTHING = {};

    private int budget;
    private @Nullable WireKryo kryo;
    private @Nullable WireInput facade;

    ValueInput() {
        super(NOTHING);
    }

    /// Reads from these bytes from now on. They are not copied.
    void open(byte[] bytes, int offset, int length) {
        setBuffer(bytes, offset, length);
        budget = length;
    }

    /// Lets go of the bytes.
    void forget() {
        setBuffer(NOTHING, 0, 0);
    }

    @Nullable
    WireKryo attach(@Nullable WireKryo newKryo) {
        var before = kryo;
        kryo = newKryo;
        return before;
    }

    @Nullable
    WireKryo kryo() {
        return kryo;
    }

    /// This input as users' serializers see it.
    WireInput facade() {
        var known = facade;
        if (known == null) {
            known = new WireInput(this);
            facade = known;
        }
        return known;
    }

    int remaining() {
        return limit - position;
    }

    /// Takes a null if one is next.
    boolean takeNull() {
        if (position < limit && buffer[position] == ValueKind.NULL) {
            position++;
            return true;
        }
        return false;
    }

    /// Takes the id under which a record's version stands, if it is next.
    boolean takeVersionMark() {
        require(2);
        if ((buffer[position] | buffer[position + 1]) != WireIds.VERSION_COMPONENT) {
            return false;
        }
        position += 2;
        return true;
    }

    int readHeader() {
        if (position == limit) {
            throw truncated(1);
        }
        return buffer[position++] & 0xFF;
    }

    boolean readTruth() {
        int header = readHeader();
        return switch (header) {
            case ValueKind.TRUE -> true;
            case ValueKind.FALSE -> false;
            default -> throw unexpected("a boolean", header);
        };
    }

    /// A whole number; one that was written as a fraction is taken if nothing is lost.
    long readWhole() {
        int header = readHeader();
        return switch (ValueKind.of(header)) {
            case NATURAL -> argument(header);
            case NEGATIVE -> ~argument(header);
            case SIMPLE -> exact(fraction(header, "a whole number"));
            default -> throw unexpected("a whole number", header);
        };
    }

    /// A fraction; a whole number is taken if nothing is lost.
    double readFraction() {
        int header = readHeader();
        return switch (ValueKind.of(header)) {
            case NATURAL -> exact(argument(header));
            case NEGATIVE -> exact(~argument(header));
            case SIMPLE -> fraction(header, "a fraction");
            default -> throw unexpected("a fraction", header);
        };
    }

    String readText() {
        int length = lengthOf(ValueKind.TEXT, "text");
        var text = Utf8.decode(buffer, position, length);
        position += length;
        return text;
    }

    byte[] readBlob() {
        return readBytes(lengthOf(ValueKind.BYTES, "bytes"));
    }

    /// The length of bytes that follow, at most [#remaining()].
    int readBlobLength() {
        return lengthOf(ValueKind.BYTES, "bytes");
    }

    int readListCount() {
        int header = readHeader();
        if (ValueKind.of(header) != ValueKind.LIST) {
            throw unexpected("a list", header);
        }
        return spend(argument(header), 1);
    }

    /// The number of components that follow, the version's among them.
    int readComponentCount() {
        int header = readHeader();
        if (ValueKind.of(header) != ValueKind.RECORD) {
            throw unexpected("a record", header);
        }
        return spend(argument(header), 3);
    }

    int readTypeId() {
        int header = readHeader();
        if (ValueKind.of(header) != ValueKind.TYPED) {
            throw unexpected("a value with its type", header);
        }
        return typeId(argument(header));
    }

    /// An id as it stands in front of a whole message, without a header.
    int readBareTypeId() {
        return typeId(readVarInt(true));
    }

    /// Walks over one value of any kind, at most `depth` deep.
    void skipValue(int depth) {
        if (depth == 0) {
            throw new MalformedMessageException("values nest too deep");
        }
        int header = readHeader();
        switch (ValueKind.of(header)) {
            case SIMPLE -> {
                if (header > ValueKind.TRUE) {
                    fraction(header, "a simple value");
                }
            }
            case NATURAL, NEGATIVE -> argument(header);
            case TEXT, BYTES -> {
                int length = length(argument(header)); // moves the position, so it cannot stand behind a +=
                position += length;
            }
            case LIST -> {
                for (int i = spend(argument(header), 1); i > 0; i--) {
                    skipValue(depth - 1);
                }
            }
            case RECORD -> {
                for (int i = spend(argument(header), 3); i > 0; i--) {
                    readShortUnsigned();
                    skipValue(depth - 1);
                }
            }
            case TYPED -> {
                typeId(argument(header));
                skipValue(depth - 1);
            }
        }
    }

    /// What Kryo's own serializers get for a string; see [ValueOutput#writeString(String)].
    @Override
    public String readString() {
        int length = length(readVarInt(true));
        var text = Utf8.decode(buffer, position, length);
        position += length;
        return text;
    }

    @Override
    public byte[] readBytes(int length) {
        return super.readBytes(length(length));
    }

    @Override
    protected int require(int required) {
        if (limit - position < required) {
            throw truncated(required);
        }
        return limit - position;
    }

    @Override
    protected int optional(int optional) {
        int left = limit - position;
        return left == 0 ? -1 : Math.min(left, optional);
    }

    /// A failure that names what was looked for and what was found.
    IncompatibleMessageException unexpected(String wanted, int header) {
        return new IncompatibleMessageException("expected " + wanted + " but the bytes hold "
                + ValueKind.describe(header) + ": its type was another one");
    }

    private long argument(int header) {
        int argument = ValueKind.argument(header);
        if (argument != ValueKind.EXTENDED) {
            return argument;
        }
        long extended = readVarLong(true);
        if (extended < 0) {
            throw new MalformedMessageException("a number has too many bits");
        }
        return extended;
    }

    private int lengthOf(ValueKind kind, String wanted) {
        int header = readHeader();
        if (ValueKind.of(header) != kind) {
            throw unexpected(wanted, header);
        }
        return length(argument(header));
    }

    private int length(long declared) {
        if (declared < 0 || declared > remaining()) {
            throw new MalformedMessageException(
                    "a length of " + declared + " bytes is declared where " + remaining() + " are left");
        }
        return (int) declared;
    }

    private int spend(long count, int bytesEach) {
        if (count > remaining() / bytesEach || count > budget) {
            throw new MalformedMessageException(
                    count + " values are declared where " + remaining() + " bytes are left");
        }
        budget -= (int) count;
        return (int) count;
    }

    private int typeId(long id) {
        if (id < 1 || id > Integer.MAX_VALUE) {
            throw new MalformedMessageException(id + " is not the id of a type");
        }
        return (int) id;
    }

    private double fraction(int header, String wanted) {
        return switch (header) {
            case ValueKind.FLOAT32 -> Float.intBitsToFloat(readInt());
            case ValueKind.FLOAT64 -> Double.longBitsToDouble(readLong());
            default -> throw unexpected(wanted, header);
        };
    }

    private static long exact(double fraction) {
        long whole = (long) fraction;
        if (whole != fraction || whole == Long.MAX_VALUE) {
            throw new IncompatibleMessageException("the bytes hold " + fraction + ", which is not a whole number here");
        }
        return whole;
    }

    private static double exact(long whole) {
        double fraction = whole;
        if ((long) fraction != whole || whole == Long.MAX_VALUE) {
            throw new IncompatibleMessageException("the bytes hold " + whole + ", which a fraction cannot say exactly");
        }
        return fraction;
    }

    private MalformedMessageException truncated(int required) {
        return new MalformedMessageException(
                "the bytes end where " + required + " more are needed and " + remaining() + " are left");
    }
}
