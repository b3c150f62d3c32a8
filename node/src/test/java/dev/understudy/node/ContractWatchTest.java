package dev.understudy.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.ProcessIdentity;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractWatchTest {
    private final ContractWatch watch = new ContractWatch("ours");
    private final Member self = member(1, "ours");
    private final Member same = member(2, "ours");
    private final Member other = member(3, "theirs");

    @Test
    void membersOfOneContractAreFine() {
        assertThat(watch.differing(view(1, self, same))).isEmpty();
    }

    @Test
    void whoJoinsWithAnotherContractIsNamedOnce() {
        watch.differing(view(1, self, same));

        assertThat(watch.differing(view(2, self, same, other))).containsExactly(other);
        assertThat(watch.differing(view(3, self, other))).isEmpty();
    }

    @Test
    void whoeverComesBackWithIsNamedAgain() {
        watch.differing(view(1, self, other));
        watch.differing(view(2, self));

        assertThat(watch.differing(view(3, self, other))).containsExactly(other);
    }

    private static View view(long number, Member... members) {
        return new View(new ViewId(members[0].incarnation(), number, 0), List.of(members));
    }

    private static Member member(int number, String contract) {
        return new Member(
                new Incarnation(number, number),
                "node-" + number,
                "127.0.0.1:" + (7800 + number),
                Role.DATA,
                "",
                1,
                "1.0",
                contract,
                new ProcessIdentity("", 0, number, 0));
    }
}
