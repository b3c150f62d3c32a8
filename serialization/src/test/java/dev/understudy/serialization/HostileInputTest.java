package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.kryo5.util.Util;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the bytes are, reading them ends in a message or in a [SerializationException]: no other exception, no
/// error, no bytes altered. (An `OutOfMemoryError` fails these tests like any other throwable.)
final class HostileInputTest {

    record Wide(
            @Nullable Object any,
            List<Object> list,
            Map<Object, Object> map,
            String text,
            long number,
            double fraction,
            Bank.@Nullable Grade grade,
            @Nullable Throwable failure,
            @Nullable Wide nested) {}

    private static final MessageRegistry REGISTRY = MessageRegistry.builder()
            .register("bank.account", Bank.Command.class)
            .register("wide", Wide.class)
            .build();

    private static final MessageCodec CODEC = REGISTRY.codec(TestRef.RESOLVER);

    static List<byte[]> messages() {
        var wide = new Wide(
                "any",
                List.of(1, "two", List.of(3.0)),
                Map.of("k", 1L),
                "Zürich 🐙",
                -5,
                0.1,
                Bank.Grade.MAJOR,
                new IllegalStateException("why", new RuntimeException("cause")),
                new Wide(null, List.of(), Map.of(), "", 0, 0, null, null, null));
        var all = new ArrayList<byte[]>();
        for (var value : RoundTripTest.values().toList()) {
            if (REGISTRY.contains(value.getClass()) && !(value instanceof String s && s.length() > 1000)) {
                all.add(CODEC.encode(value));
            }
        }
        all.add(CODEC.encode(wide));
        all.add(CODEC.encode(new Bank.Withdraw(500, new TestRef<>("/user/teller"))));
        all.add(CODEC.encode(new Bank.Statement(List.of(new Bank.Transfer("a", "b", 1)))));
        return all;
    }

    @Test
    void everyTruncationIsRefused() {
        for (var message : messages()) {
            for (int length = 0; length < message.length; length++) {
                var bytes = Arrays.copyOf(message, length);

                assertThatThrownBy(() -> CODEC.decode(bytes))
                        .as("%s bytes of %s", length, Arrays.toString(message))
                        .isInstanceOf(SerializationException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyMutationIsReadOrRefused(long seed) {
        var random = new Random(seed);
        var messages = messages();
        for (int round = 0; round < 20_000; round++) {
            var bytes = messages.get(random.nextInt(messages.size())).clone();
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }

            assertReadOrRefused(bytes, seed, round);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void everyGarbageIsReadOrRefused(long seed) {
        var random = new Random(seed);
        var messages = messages();
        for (int round = 0; round < 20_000; round++) {
            var bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            // the head of a message, so that the garbage gets past the first byte
            var head = messages.get(random.nextInt(messages.size()));
            System.arraycopy(head, 0, bytes, 0, Math.min(bytes.length, Math.min(head.length, random.nextInt(8))));

            assertReadOrRefused(bytes, seed, round);
        }
    }

    private static void assertReadOrRefused(byte[] bytes, long seed, int round) {
        var before = bytes.clone();
        try {
            assertThat(CODEC.decode(bytes)).isNotNull();
        } catch (SerializationException expected) {
            assertThat(expected.getMessage()).isNotBlank();
        } catch (Throwable unexpected) {
            throw new AssertionError(
                    "seed " + seed + ", round " + round + ", bytes " + Arrays.toString(before), unexpected);
        }
        assertThat(bytes).as("seed %s, round %s", seed, round).isEqualTo(before);
    }

    static List<byte[]> hugeDeclarations() {
        var huge = new ArrayList<byte[]>();
        for (var kind : List.of(ValueKind.TEXT, ValueKind.BYTES, ValueKind.LIST, ValueKind.RECORD)) {
            for (var builtIn : BuiltIns.TYPES) {
                // a length of 2^31 - 1, and one of 2^62
                huge.add(message(builtIn.id(), kind.header(31), 0xFF, 0xFF, 0xFF, 0xFF, 0x07));
                huge.add(message(builtIn.id(), kind.header(31), 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40));
                // bytes of a small length, inside which a big integer or text declares a huge one
                if (builtIn.type() != byte[].class) {
                    huge.add(message(builtIn.id(), kind.header(5), 0xFF, 0xFF, 0xFF, 0xFF, 0x07));
                }
            }
        }
        return huge;
    }

    @ParameterizedTest
    @MethodSource("hugeDeclarations")
    void hugeDeclaredLengthsAreRefusedBeforeTheyAreAllocated(byte[] bytes) {
        assertThatThrownBy(() -> CODEC.decode(bytes)).isInstanceOf(SerializationException.class);
    }

    @Test
    void nestedListsMayNotEachClaimTheRestOfTheMessage() {
        // 200 lists, one in the other, each of which declares as many values as there are bytes left
        var bytes = new byte[200_000];
        bytes[0] = MessageCodec.FORMAT;
        bytes[1] = 11;
        int at = 2;
        for (int depth = 0; depth < 200; depth++) {
            int left = bytes.length - at - 10;
            bytes[at++] = (byte) ValueKind.LIST.header(31);
            bytes[at++] = (byte) ((left & 0x7F) | 0x80);
            bytes[at++] = (byte) (((left >>> 7) & 0x7F) | 0x80);
            bytes[at++] = (byte) (left >>> 14);
            bytes[at++] = (byte) ValueKind.TYPED.header(11);
        }

        assertThatThrownBy(() -> CODEC.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("values are declared where");
    }

    @Test
    void deepNestingIsRefused() {
        var bytes = new byte[3000];
        bytes[0] = MessageCodec.FORMAT;
        bytes[1] = 11;
        for (int i = 2; i < bytes.length; i += 2) {
            bytes[i] = (byte) ValueKind.LIST.header(1);
            bytes[i + 1] = (byte) ValueKind.TYPED.header(11);
        }

        assertThatThrownBy(() -> CODEC.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("nest deeper than 256");
    }

    @Test
    void deepNestingInAnUnknownComponentIsRefused() {
        var bytes = new byte[3000];
        Arrays.fill(bytes, (byte) ValueKind.LIST.header(1));
        var close = CODEC.encode(new Bank.Close());
        System.arraycopy(close, 0, bytes, 0, close.length - 1);
        bytes[close.length - 1] = (byte) ValueKind.RECORD.header(1);

        assertThatThrownBy(() -> CODEC.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("too deep");
    }

    @Test
    void aClassNameInTheBytesIsNeverLoaded() {
        // Kryo's own form of a class that is not registered: id 1, a number, the name
        var name = Trap.class.getName().getBytes(StandardCharsets.US_ASCII);
        name[name.length - 1] |= (byte) 0x80;
        var bytes = new byte[4 + name.length];
        bytes[0] = MessageCodec.FORMAT;
        bytes[1] = 1;
        System.arraycopy(name, 0, bytes, 3, name.length);

        assertThatThrownBy(() -> CODEC.decode(bytes)).isInstanceOf(SerializationException.class);
        assertThat(TRAPPED).isEmpty();
    }

    private static final List<String> TRAPPED = new ArrayList<>();

    static final class Trap {
        static {
            TRAPPED.add("loaded");
        }
    }

    @Test
    void leftOverBytesAreRefused() {
        var bytes = Arrays.copyOf(CODEC.encode(new Bank.Paid(1)), 20);

        assertThatThrownBy(() -> CODEC.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("11 bytes are left over after bank.paid");
    }

    @Test
    void anotherFormatIsRefusedByItsNumber() {
        assertThatThrownBy(() -> CODEC.decode(new byte[] {7, 1, 0}))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("the first byte is 7");
    }

    @Test
    void aValueOfTheWrongProtocolIsRefused() {
        var codec = MessageRegistry.builder()
                .register("bank.account", Bank.Command.class)
                .register("holder", Holder.class)
                .build()
                .codec();
        var open = MessageRegistry.builder()
                .register("bank.account", Bank.Command.class)
                .register("holder", OpenHolder.class)
                .build()
                .codec();

        assertThatThrownBy(() -> codec.decode(open.encode(new OpenHolder("text"))))
                .isInstanceOf(IncompatibleMessageException.class)
                .hasMessage("expected bank.account but the bytes hold string (at holder.command)");
    }

    record Holder(Bank.Command command) {}

    record OpenHolder(Object command) {}

    @Test
    void kryoLeavesUnsafeAlone() {
        assertThat(CODEC.limits()).isNotNull();

        assertThat(Util.isUnsafeAvailable()).isFalse();
    }

    private static byte[] message(int id, int... value) {
        var bytes = new byte[2 + value.length];
        bytes[0] = MessageCodec.FORMAT;
        bytes[1] = (byte) id;
        for (int i = 0; i < value.length; i++) {
            bytes[2 + i] = (byte) value[i];
        }
        return bytes;
    }
}
