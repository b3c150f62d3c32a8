package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LimitsTest {

    record Note(String text) {}

    record Holder(List<Object> values) {}

    private static final MessageRegistry REGISTRY = MessageRegistry.builder()
            .register("note", Note.class)
            .register("holder", Holder.class)
            .build();

    @Test
    void aMessageThatIsTooLargeIsRefusedWithTypeSizeAndLimit() {
        var codec = REGISTRY.codec(CodecLimits.DEFAULTS.withMaxBytes(1000));
        var note = new Note("x".repeat(100_000));
        int size = REGISTRY.codec().encode(note).length;

        assertThatThrownBy(() -> codec.encode(note))
                .isInstanceOfSatisfying(MessageTooLargeException.class, e -> {
                    assertThat(e.type()).isEqualTo("note");
                    assertThat(e.size()).isEqualTo(size);
                    assertThat(e.limit()).isEqualTo(1000);
                })
                .hasMessageStartingWith("note takes " + size + " bytes; the limit is 1000:");
    }

    @Test
    void theLimitItselfIsAllowed() {
        var note = new Note("x".repeat(5000));
        int size = REGISTRY.codec().encode(note).length;

        var exact = REGISTRY.codec(CodecLimits.DEFAULTS.withMaxBytes(size));
        assertThat(exact.decode(exact.encode(note))).isEqualTo(note);

        var less = REGISTRY.codec(CodecLimits.DEFAULTS.withMaxBytes(size - 1));
        assertThatThrownBy(() -> less.encode(note))
                .isInstanceOfSatisfying(
                        MessageTooLargeException.class,
                        e -> assertThat(e.size()).isEqualTo(size));
    }

    @Test
    void theLimitIsOfTheMessageAndNotOfTheBuffer() {
        var codec = REGISTRY.codec(CodecLimits.DEFAULTS.withMaxBytes(100));
        var out = new WireOutput().writeBytes(new byte[1000]);

        codec.encode(new Note("small"), out);

        assertThat(out.size()).isLessThan(1100);
        assertThatThrownBy(() -> codec.encode(new Note("x".repeat(200)), out))
                .isInstanceOf(MessageTooLargeException.class);
    }

    @Test
    void aRefusedMessageLeavesTheBufferAsItWas() {
        var codec = REGISTRY.codec(CodecLimits.DEFAULTS.withMaxBytes(100));
        var out = new WireOutput().writeString("before");
        var before = out.toByteArray();

        assertThatThrownBy(() -> codec.encode(new Note("x".repeat(10_000)), out))
                .isInstanceOf(MessageTooLargeException.class);
        assertThatThrownBy(() -> codec.encode(new Holder(List.of("much", new Object())), out))
                .isInstanceOf(UnregisteredTypeException.class);

        assertThat(out.toByteArray()).isEqualTo(before);
        codec.encode(new Note("after"), out);
        var in = WireInput.of(out.toByteArray());
        assertThat(in.readString()).isEqualTo("before");
        assertThat(codec.decode(in)).isEqualTo(new Note("after"));
    }

    @Test
    void aMessageThatArrivesTooLargeIsRefusedUnread() {
        var codec = REGISTRY.codec(CodecLimits.DEFAULTS.withMaxBytes(100));
        var bytes = REGISTRY.codec().encode(new Note("x".repeat(200)));

        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(MessageTooLargeException.class)
                .hasMessageContaining("a message that arrived takes " + bytes.length);
    }

    /// Nesting and custom serializers reach back into the buffer; counting must come to the same without one.
    @ParameterizedTest
    @MethodSource("dev.understudy.serialization.RoundTripTest#values")
    void countingComesToWhatWritingTakes(Object value) {
        var registry = MessageRegistry.builder()
                .register("custom", Custom.class, new CustomForm())
                .build();
        var custom = new Custom(value instanceof String s ? s : value.toString());
        int size = registry.codec().encode(custom).length;

        assertThatThrownBy(() ->
                        registry.codec(CodecLimits.DEFAULTS.withMaxBytes(1)).encode(custom))
                .isInstanceOfSatisfying(
                        MessageTooLargeException.class,
                        e -> assertThat(e.size()).isEqualTo(size));
    }

    static final class Custom {

        private final String text;

        Custom(String text) {
            this.text = text;
        }
    }

    static final class CustomForm implements Serializer<Custom> {

        @Override
        public void write(Custom value, WireOutput out) {
            out.writeInt(1).writeString(value.text).writeValue(List.of(value.text, 2L));
        }

        @Override
        public Custom read(WireInput in, int version) {
            in.readInt();
            return new Custom(in.readString());
        }
    }

    @Test
    void aMessageThatNestsTooDeepIsRefusedToTheSender() {
        List<Object> inner = List.of();
        for (int i = 0; i < 300; i++) {
            inner = List.of(inner);
        }
        var holder = new Holder(inner);

        assertThatThrownBy(() -> REGISTRY.codec().encode(holder))
                .isInstanceOf(UnwritableMessageException.class)
                .hasMessageContaining("holder cannot be written")
                .hasMessageContaining("nest deeper than 256");
    }

    @Test
    void aCircleIsRefusedToTheSender() {
        var circle = new ArrayList<Object>();
        circle.add(circle);

        assertThatThrownBy(() -> REGISTRY.codec().encode(new Holder(circle)))
                .isInstanceOf(UnwritableMessageException.class);
    }

    @Test
    void theDeepestAllowedMessageIsReadBack() {
        var codec = REGISTRY.codec(CodecLimits.DEFAULTS.withMaxDepth(CodecLimits.HIGHEST_MAX_DEPTH));
        List<Object> inner = List.of();
        for (int i = 0; i < 500; i++) {
            inner = List.of(inner);
        }
        var holder = new Holder(inner);

        assertThat(codec.encode((Holder) codec.decode(codec.encode(holder)))).isEqualTo(codec.encode(holder));
    }

    @Test
    void aCollectionThatChangesUnderTheWriterIsRefused() {
        var shrinking = new AbstractList<Object>() {

            @Override
            public Object get(int index) {
                return "x";
            }

            @Override
            public int size() {
                return 3;
            }

            @Override
            public Iterator<Object> iterator() {
                return List.<Object>of("x", "x").iterator();
            }
        };

        assertThatThrownBy(() -> REGISTRY.codec().encode(new Holder(shrinking)))
                .isInstanceOf(UnwritableMessageException.class)
                .hasMessageContaining("3 elements gave 2")
                .hasMessageContaining("holder.values");
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> CodecLimits.DEFAULTS.withMaxBytes(0)).hasMessageContaining("maxBytes 0");
        assertThatThrownBy(() -> CodecLimits.DEFAULTS.withMaxDepth(5000)).hasMessageContaining("maxDepth 5000");
    }
}
