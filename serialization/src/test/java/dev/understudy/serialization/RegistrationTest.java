package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class RegistrationTest {

    private static final MessageCodec EMPTY = MessageRegistry.builder().build().codec();

    record Lonely(int x) {}

    static final class Plain {}

    @Test
    void anUnregisteredRecordIsRefusedWithTheLineThatRegistersIt() {
        assertThatThrownBy(() -> EMPTY.encode(new Lonely(1)))
                .isInstanceOf(UnregisteredTypeException.class)
                .hasMessage("""
                        class dev.understudy.serialization.RegistrationTest$Lonely is not registered and cannot be sent; \
                        register it:
                            .register("registration-test.lonely", RegistrationTest.Lonely.class)""");
    }

    @Test
    void anUnregisteredMemberIsRefusedWithTheLineOfItsProtocol() {
        assertThatThrownBy(() -> EMPTY.encode(new Bank.Close()))
                .isInstanceOf(UnregisteredTypeException.class)
                .hasMessageEndingWith(".register(\"bank.command\", Bank.Command.class)");
    }

    @Test
    void anyOtherClassIsRefusedWithTheLineThatNeedsASerializer() {
        assertThatThrownBy(() -> EMPTY.encode(new Plain()))
                .isInstanceOf(UnregisteredTypeException.class)
                .hasMessageEndingWith(
                        ".register(\"registration-test.plain\", RegistrationTest.Plain.class, serializer)");
    }

    @Test
    void aLambdaIsRefusedWithoutSuchALine() {
        Runnable lambda = () -> {};

        assertThatThrownBy(() -> EMPTY.encode(lambda))
                .isInstanceOf(UnregisteredTypeException.class)
                .hasMessageContaining("send a record instead");
    }

    @Test
    void theLineInTheMessageDoesWhatItSays() {
        var codec = MessageRegistry.builder()
                .register("registration-test.lonely", RegistrationTest.Lonely.class)
                .build()
                .codec();

        assertThat(codec.decode(codec.encode(new Lonely(1)))).isEqualTo(new Lonely(1));
    }

    record Holder(Object value) {}

    @Test
    void anUnregisteredClassDeepInsideIsRefusedWithItsPlace() {
        var codec = MessageRegistry.builder().register(Holder.class).build().codec();

        assertThatThrownBy(() -> codec.encode(new Holder(List.of(new Holder(new Lonely(1))))))
                .isInstanceOf(UnregisteredTypeException.class)
                .hasMessageEndingWith("(at registration-test.holder.value > registration-test.holder.value)");
    }

    @Test
    void anUnknownIdIsRefusedWithWhatToDo() {
        var bytes = Bank.registry().codec().encode(new Bank.Close());

        assertThatThrownBy(() -> EMPTY.decode(bytes))
                .isInstanceOfSatisfying(
                        UnknownManifestException.class,
                        e -> assertThat(e.id()).isEqualTo(WireIds.ofType("bank.account.close")))
                .hasMessageContaining("no type with the wire id " + WireIds.text(WireIds.ofType("bank.account.close")))
                .hasMessageContaining("wire-contract.txt")
                .hasMessageContaining("register that type on this node");
    }

    @Test
    void aProtocolBringsItsMembersAndWhatTheyHold() {
        var codec = Bank.registry().codec();

        assertThat(codec.manifestOf(Bank.Withdraw.class).name()).isEqualTo("bank.account.withdraw");
        assertThat(codec.manifestOf(Bank.GetBalance.class).name()).isEqualTo("bank.account.get-balance");
        // a reply is known because ActorRef<Reply> is among the components
        assertThat(codec.manifestOf(Bank.Rejected.class).name()).isEqualTo("bank.rejected");
        assertThat(codec.manifestOf(Bank.Grade.class).name()).isEqualTo("bank.grade");
    }

    sealed interface Outer {}

    sealed interface Group extends Outer {}

    record HTTPRequest2(int x) implements Group {}

    record Both(int x) implements Group, Other {}

    sealed interface Other {}

    @Test
    void groupsInsideAProtocolDoNotShowInNames() {
        var codec =
                MessageRegistry.builder().register("outer", Outer.class).build().codec();

        assertThat(codec.manifestOf(HTTPRequest2.class).name()).isEqualTo("outer.http-request2");
    }

    @Test
    void theClosestProtocolNamesAMember() {
        var codec = MessageRegistry.builder()
                .register("outer", Outer.class)
                .register("group", Group.class)
                .build()
                .codec();

        assertThat(codec.manifestOf(Both.class).name()).isEqualTo("group.both");
    }

    @Test
    void aMemberOfTwoProtocolsMustBeNamed() {
        var ambiguous = MessageRegistry.builder().register("outer", Outer.class).register("other", Other.class);

        assertThatThrownBy(ambiguous::build)
                .isInstanceOf(RegistrationException.class)
                .hasMessageContaining("Both belongs to both")
                .hasMessageContaining(".register(\"its.own.name\", RegistrationTest.Both.class)");

        var codec = ambiguous.register("both", Both.class).build().codec();
        assertThat(codec.manifestOf(Both.class).name()).isEqualTo("both");
    }

    @Test
    void theOrderOfRegistrationDoesNotMatter() {
        var one = MessageRegistry.builder()
                .register("bank.account", Bank.Command.class)
                .register("bank.reply", Bank.Reply.class)
                .build();
        var other = MessageRegistry.builder()
                .register("bank.reply", Bank.Reply.class)
                .register("bank.account", Bank.Command.class)
                .build();

        assertThat(one.contract()).isEqualTo(other.contract());
        assertThat(one.contract().fingerprint()).isEqualTo(other.contract().fingerprint());
    }

    @Test
    void twoTypesOfOneNameAreRefused() {
        var builder = MessageRegistry.builder().register("same", Lonely.class).register("same", Holder.class);

        assertThatThrownBy(builder::build)
                .isInstanceOf(RegistrationException.class)
                .hasMessageContaining("wire name same stands for both")
                .hasMessageContaining("Lonely")
                .hasMessageContaining("Holder");
    }

    @Test
    void twoNamesOfOneTypeAreRefused() {
        var builder = MessageRegistry.builder().register("one", Lonely.class);

        assertThatThrownBy(() -> builder.register("two", Lonely.class))
                .isInstanceOf(RegistrationException.class)
                .hasMessageContaining("two names: one and two");
    }

    @Test
    void aBuiltInNameIsRefused() {
        var builder = MessageRegistry.builder().register("instant", Lonely.class);

        assertThatThrownBy(builder::build)
                .isInstanceOf(RegistrationException.class)
                .hasMessageContaining("instant")
                .hasMessageContaining("built-in");
    }

    @Test
    void anInvalidNameIsRefused() {
        assertThatThrownBy(() -> MessageRegistry.builder().register("a name", Lonely.class))
                .isInstanceOf(RegistrationException.class)
                .hasMessageContaining("\"a name\" is not valid");
    }

    record Opener(Path path) {}

    record Worker(Thread thread) {}

    record Caller(Consumer<String> callback) {}

    record Twice(Optional<Optional<String>> value) {}

    record Precise(java.io.IOException failure) {}

    @Test
    void aComponentThatCannotTravelIsRefusedWhenTheRegistryIsBuilt() {
        assertRefused(Opener.class, "component path of registration-test.opener is declared as java.nio.file.Path");
        assertRefused(Worker.class, "component thread of registration-test.worker has the type java.lang.Thread");
        assertRefused(Caller.class, "java.util.function.Consumer");
        assertRefused(Twice.class, "an Optional in an Optional");
        assertRefused(Precise.class, "declare Throwable, Exception or RuntimeException");
        assertRefused(Plain.class, "neither record, enum nor sealed protocol");
    }

    private static void assertRefused(Class<?> type, String message) {
        var builder = MessageRegistry.builder().register(type);

        assertThatThrownBy(builder::build)
                .isInstanceOf(RegistrationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void rulesForComponentsThatDoNotExistAreRefused() {
        var builder = MessageRegistry.builder().record(Lonely.class, rules -> rules.defaultsTo("y", 1));

        assertThatThrownBy(builder::build)
                .isInstanceOf(RegistrationException.class)
                .hasMessageContaining("has no component y, only x");
    }

    @Test
    void aDefaultOfTheWrongTypeIsRefused() {
        var builder = MessageRegistry.builder().record(Lonely.class, rules -> rules.defaultsTo("x", "one"));

        assertThatThrownBy(builder::build)
                .isInstanceOf(RegistrationException.class)
                .hasMessageContaining("defaults to one, a java.lang.String, but is declared as int");
    }

    record Crowd(int f243, int f346) {}

    @Test
    void componentsThatMeetInOneIdAreRefused() {
        var builder = MessageRegistry.builder().register(Crowd.class);

        assertThatThrownBy(builder::build)
                .isInstanceOf(RegistrationException.class)
                .hasMessageContaining("components f243 and f346 of registration-test.crowd meet in the id 184f")
                .hasMessageContaining("renamed");

        var codec = MessageRegistry.builder()
                .record(Crowd.class, rules -> rules.renamed("f346b", "f346"))
                .build()
                .codec();
        assertThat(codec.decode(codec.encode(new Crowd(1, 2)))).isEqualTo(new Crowd(1, 2));
    }

    @Test
    void typesThatMeetInOneIdAreRefused() {
        var builder = MessageRegistry.builder().register("t7837", Lonely.class).register("t9129", Holder.class);

        assertThatThrownBy(builder::build)
                .isInstanceOf(RegistrationException.class)
                .hasMessageContaining("t7837")
                .hasMessageContaining("t9129")
                .hasMessageContaining("give one of them another name");
    }

    @Test
    void anIdIsAFunctionOfItsNameForEver() {
        // printf bank.account.withdraw | sha256sum begins with 0045f99a, printf cents | sha256sum with 92ca
        assertThat(WireIds.ofType("bank.account.withdraw")).isEqualTo(0x0045f99);
        assertThat(WireIds.ofComponent("cents")).isEqualTo(0x92ca);
        assertThat(new Manifest("string", 1).id()).isEqualTo(1);
    }
}
