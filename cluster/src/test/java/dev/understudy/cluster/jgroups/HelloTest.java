package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.cluster.Member;
import dev.understudy.cluster.Members;
import dev.understudy.cluster.Role;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HelloTest {
    @ParameterizedTest
    @EnumSource(Role.class)
    void everythingComesBackAsWritten(Role role) throws Exception {
        Hello hello = hello(Members.member(3, role));

        Greeting read = Hello.read(hello.member().incarnation(), ByteBuffer.wrap(hello.write()));

        assertThat(read).usingRecursiveComparison().isEqualTo(hello);
    }

    @Test
    void aNewerVersionThatStillSpeaksOursIsUnderstood() throws Exception {
        Hello hello = hello(Members.member(3));
        byte[] message = hello.write(Hello.WIRE_VERSION + 5, Hello.WIRE_VERSION);

        assertThat(Hello.read(hello.member().incarnation(), ByteBuffer.wrap(message)))
                .isInstanceOf(Hello.class);
    }

    @Test
    void ofAVersionThatDoesNotTheNameIsReadAllTheSame() throws Exception {
        Hello hello = hello(Members.member(3));
        byte[] message = hello.write(Hello.WIRE_VERSION + 5, Hello.WIRE_VERSION + 1);
        byte[] fieldsUpToTheName = Arrays.copyOf(message, 1 + 2 + 2 + 2 + 5 + 2 + 6);

        assertThat(Hello.read(hello.member().incarnation(), ByteBuffer.wrap(fieldsUpToTheName)))
                .isEqualTo(new Incompatible("node-3", "1.2.3", Hello.WIRE_VERSION + 5, Hello.WIRE_VERSION + 1));
    }

    @Test
    void aTruncatedHelloIsMalformedWhereverItEnds() {
        Hello hello = hello(Members.member(3));
        byte[] message = hello.write();

        for (int length = 1; length < message.length; length++) {
            ByteBuffer truncated = ByteBuffer.wrap(message, 0, length);
            assertThatThrownBy(() -> Hello.read(hello.member().incarnation(), truncated))
                    .isInstanceOf(MalformedException.class);
        }
    }

    private static Hello hello(Member member) {
        return new Hello(17, member, true, false, new Hello.Link(3, 4), new Hello.Link(5, 0));
    }
}
