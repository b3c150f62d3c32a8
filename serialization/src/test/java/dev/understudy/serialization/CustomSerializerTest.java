package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorRef;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CustomSerializerTest {

    /// What a type of an upper room looks like: an interface whose implementations differ by node.
    interface Address<C> {
        String id();
    }

    record LocalAddress<C>(String id) implements Address<C> {}

    record RemoteAddress<C>(String id, int hops) implements Address<C> {}

    record Letter(Address<Bank.Command> to, List<Address<?>> copies, Object attachment) {}

    /// Version 2 also says how far it came; version 1 did not.
    static class AddressForm implements Serializer<Address<?>> {

        private final int version;

        AddressForm(int version) {
            this.version = version;
        }

        @Override
        public void write(Address<?> value, WireOutput out) {
            out.writeString(value.id());
            if (version > 1) {
                out.writeVarInt(value instanceof RemoteAddress<?> remote ? remote.hops() + 1 : 1);
            }
        }

        @Override
        public Address<?> read(WireInput in, int written) {
            var id = in.readString();
            return new RemoteAddress<>(id, written > 1 ? in.readVarInt() : 0);
        }

        @Override
        public int version() {
            return version;
        }
    }

    private static MessageRegistry registry(int version) {
        return MessageRegistry.builder()
                .register("address", Address.class, new AddressForm(version))
                .register("letter", Letter.class)
                .build();
    }

    @Test
    void anInterfaceIsWrittenWhateverImplementsIt() {
        var codec = registry(2).codec();
        var letter = new Letter(
                new LocalAddress<>("a"), List.of(new RemoteAddress<>("b", 4)), List.of(new LocalAddress<>("c")));

        var arrived = codec.decode(codec.encode(letter));

        assertThat(arrived)
                .isEqualTo(new Letter(
                        new RemoteAddress<>("a", 1),
                        List.of(new RemoteAddress<>("b", 5)),
                        List.of(new RemoteAddress<>("c", 1))));
    }

    @Test
    void whatItIsAboutIsNamedInTheContractAndRegistered() {
        var registry = registry(1);

        assertThat(registry.contract().text())
                .contains("custom address v1 id ")
                .containsPattern("    to [0-9a-f]{4} address<bank.command>\n")
                .containsPattern("    copies [0-9a-f]{4} list<address>\n");
        assertThat(registry.contains(Bank.Close.class)).isTrue();
    }

    @Test
    void anOlderVersionIsReadAndANewerOneRefused() {
        var older = registry(1).codec();
        var newer = registry(2).codec();
        var bytes = newer.encode(new LocalAddress<>("a"));

        assertThat(newer.decode(older.encode(new LocalAddress<>("a")))).isEqualTo(new RemoteAddress<>("a", 0));
        assertThatThrownBy(() -> older.decode(bytes))
                .isInstanceOf(IncompatibleMessageException.class)
                .hasMessage("address was written in version 2; this node reads up to 1");
        assertThat(newer.manifestOf(bytes, 0, bytes.length)).isEqualTo(new Manifest("address", 2));
    }

    @Test
    void whatASerializerLeavesUnreadIsSkipped() {
        var talkative = MessageRegistry.builder()
                .register("address", Address.class, new AddressForm(1) {

                    @Override
                    public void write(Address<?> value, WireOutput out) {
                        super.write(value, out);
                        out.writeString("appended by a newer release").writeLong(1);
                    }
                })
                .register("letter", Letter.class)
                .build()
                .codec();
        var letter = new Letter(new LocalAddress<>("a"), List.of(), "after");

        assertThat(registry(1).codec().decode(talkative.encode(letter)))
                .isEqualTo(new Letter(new RemoteAddress<>("a", 0), List.of(), "after"));
    }

    @Test
    void aSerializerCannotReadBeyondItsBytes() {
        var greedy = MessageRegistry.builder()
                .register("address", Address.class, new AddressForm(1) {

                    @Override
                    public Address<?> read(WireInput in, int written) {
                        in.readString();
                        return new LocalAddress<>(in.readString());
                    }
                })
                .register("letter", Letter.class)
                .build()
                .codec();
        var bytes = registry(1).codec().encode(new Letter(new LocalAddress<>("a"), List.of(), "after"));

        assertThatThrownBy(() -> greedy.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("letter.to");
    }

    @Test
    void valuesInsideSayTheirType() {
        var codec = MessageRegistry.builder()
                .register("bank.account", Bank.Command.class)
                .register("pair", Pair.class, new PairForm())
                .build()
                .codec();
        var pair = new Pair(new Bank.Close(), List.of(new Bank.Paid(1), new Pair("x", 2)));

        assertThat(codec.decode(codec.encode(pair)).toString()).isEqualTo(pair.toString());
    }

    static final class Pair {

        private final Object left;
        private final Object right;

        Pair(Object left, Object right) {
            this.left = left;
            this.right = right;
        }

        @Override
        public String toString() {
            return "(" + left + ", " + right + ")";
        }
    }

    static class PairForm implements Serializer<Pair> {

        @Override
        public void write(Pair value, WireOutput out) {
            out.writeValue(value.left).writeValue(value.right);
        }

        @Override
        public Pair read(WireInput in, int version) {
            return new Pair(String.valueOf(in.readValue()), String.valueOf(in.readValue()));
        }
    }

    @Test
    void valuesOutsideOfASerializerAreRefused() {
        assertThatThrownBy(() -> new WireOutput().writeValue("x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("codec.encode");
        assertThatThrownBy(() -> WireInput.of(new byte[1]).readValue())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("codec.decode");
    }

    @Test
    void aSerializerThatThrowsIsNamedToTheSender() {
        var codec = MessageRegistry.builder()
                .register("pair", Pair.class, new PairForm() {

                    @Override
                    public void write(Pair value, WireOutput out) {
                        throw new IllegalStateException("on purpose");
                    }
                })
                .build()
                .codec();

        assertThatThrownBy(() -> codec.encode(new Pair(1, 2)))
                .isInstanceOf(UnwritableMessageException.class)
                .hasMessage("pair cannot be written: java.lang.IllegalStateException: on purpose")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void refsGoThroughTheResolverOfTheirCodec() {
        var codec = Bank.registry().codec(TestRef.RESOLVER);
        var withdraw = new Bank.Withdraw(500, new TestRef<>("/user/teller"));

        assertThat(codec.decode(codec.encode(withdraw))).isEqualTo(withdraw);
        assertThat(codec.decode(codec.encode(new TestRef<String>("/alone")))).isEqualTo(new TestRef<>("/alone"));
    }

    @Test
    void refsAreRefusedByACodecWithoutAResolver() {
        var codec = Bank.registry().codec();
        var withdraw = new Bank.Withdraw(500, new TestRef<>("/user/teller"));
        var bytes = Bank.registry().codec(TestRef.RESOLVER).encode(withdraw);

        assertThatThrownBy(() -> codec.encode(withdraw))
                .isInstanceOf(UnwritableMessageException.class)
                .hasMessageContaining("/user/teller")
                .hasMessageContaining("RefResolver")
                .hasMessageContaining("bank.account.withdraw.replyTo");
        assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(IncompatibleMessageException.class);
    }

    @Test
    void aResolverThatThrowsIsTheSendersOrTheReadersException() {
        var codec = Bank.registry().codec(new RefResolver() {

            @Override
            public void write(ActorRef<?> ref, WireOutput out) {
                throw new IllegalStateException("unknown ref");
            }

            @Override
            public ActorRef<?> read(WireInput in) {
                throw new IllegalStateException("no such node");
            }
        });
        var withdraw = new Bank.Withdraw(500, new TestRef<>("/user/teller"));
        var bytes = Bank.registry().codec(TestRef.RESOLVER).encode(withdraw);

        assertThatThrownBy(() -> codec.encode(withdraw))
                .isInstanceOf(UnwritableMessageException.class)
                .hasMessageContaining("unknown ref");
        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("no such node");
    }
}
