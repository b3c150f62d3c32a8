package dev.understudy.serialization;

/// The eight kinds of value on the wire, and the header byte that starts each value.
///
/// The upper three bits of the header are the kind, the lower five its argument: a small number or length stands
/// there itself, [#EXTENDED] says that it follows as a variable-length number. Whoever knows this page can walk
/// over any value without knowing its type, which is how components that a node has never heard of are skipped.
///
/// | kind | argument | what follows |
/// | --- | --- | --- |
/// | `SIMPLE` | [#NULL], [#FALSE], [#TRUE], [#FLOAT32], [#FLOAT64] | nothing, or the 4 or 8 bytes of the float |
/// | `NATURAL` | the number | nothing |
/// | `NEGATIVE` | -1 minus the number | nothing |
/// | `TEXT` | length in bytes | UTF-8 |
/// | `BYTES` | length in bytes | what a [Serializer] or Kryo made |
/// | `LIST` | number of values | the values; a map is a list of keys and values in turn |
/// | `RECORD` | number of components | for each: component id in 2 bytes, value |
/// | `TYPED` | id of the type | one value of that type |
///
/// The constants stand in the order of their codes, which are the wire form. All eight that three bits can say
/// are taken.
enum ValueKind {
    SIMPLE(0, "a boolean or fraction"),
    NATURAL(1, "a whole number"),
    NEGATIVE(2, "a negative number"),
    TEXT(3, "text"),
    BYTES(4, "bytes"),
    LIST(5, "a list"),
    RECORD(6, "a record"),
    TYPED(7, "a value with its type");

    /// Arguments of `SIMPLE`.
    static final int NULL = 0;

    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int FLOAT32 = 3;
    static final int FLOAT64 = 4;

    /// The argument that says: the real one follows, as a variable-length number.
    static final int EXTENDED = 31;

    private static final int ARGUMENT_BITS = 5;
    private static final ValueKind[] KINDS = values();

    private final int code;
    private final String words;

    ValueKind(int code, String words) {
        this.code = code;
        this.words = words;
    }

    /// The header of this kind with an argument below or at [#EXTENDED].
    int header(int argument) {
        return (code << ARGUMENT_BITS) | argument;
    }

    /// The kind that a header names.
    static ValueKind of(int header) {
        return KINDS[(header >>> ARGUMENT_BITS) & 7];
    }

    /// The argument that a header holds.
    static int argument(int header) {
        return header & EXTENDED;
    }

    /// What a header announces, for messages to people.
    static String describe(int header) {
        if (header == NULL) {
            return "null";
        }
        return of(header).words;
    }
}
