package dev.understudy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ViewTest {
    private final Member a = Members.member(0);
    private final Member b = Members.member(1);
    private final Member c = Members.member(2);

    @Test
    void theFirstMemberCoordinates() {
        assertThat(view(1, b, a).coordinator()).isEqualTo(b);
    }

    @Test
    void aMemberIsItsIncarnationAndNotItsName() {
        Member restarted = Members.member(a.name(), 9, Role.DATA);

        assertThat(view(1, a).contains(restarted)).isFalse();
        assertThat(view(1, a).member(a.name())).contains(a);
    }

    @Test
    void noViewIsEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> view(4)).withMessageContaining("|4");
    }

    @Test
    void aChangeTellsWhoJoinedAndWhoLeftInOrder() {
        ViewChange change = ViewChange.between(view(1, a, b), view(2, c, b), false);

        assertThat(change.joined()).containsExactly(c);
        assertThat(change.left()).containsExactly(a);
    }

    @Test
    void aRestartedNodeBothLeavesAndJoins() {
        Member restarted = Members.member(a.name(), 9, Role.DATA);

        ViewChange change = ViewChange.between(view(1, a, b), view(2, b, restarted), false);

        assertThat(change.joined()).containsExactly(restarted);
        assertThat(change.left()).containsExactly(a);
    }

    private static View view(long number, Member... members) {
        return new View(new ViewId(new Incarnation(1, 0), number, 0), List.of(members));
    }
}
