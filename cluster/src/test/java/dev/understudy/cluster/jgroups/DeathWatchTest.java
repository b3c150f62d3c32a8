package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.DeathProof;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.Members;
import dev.understudy.cluster.ProcessIdentity;
import dev.understudy.cluster.ProcessIdentity.Sight;
import dev.understudy.cluster.jgroups.DeathWatch.Action;
import dev.understudy.cluster.jgroups.DeathWatch.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeathWatchTest {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7801);

    private final Member member = Members.member(1);
    private final Incarnation id = member.incarnation();
    private final DeathWatch watch = watch(Certificates.SOCKET);

    @Test
    void aProcessThatWasSeenAndIsGoneIsDead() {
        watch.met(member);
        watch.saw(id, Sight.RUNNING);

        assertThat(watch.saw(id, Sight.GONE)).containsExactly(new Action.Certify(member, DeathProof.PROCESS));
    }

    @Test
    void aProcessThatWasNeverToBeSeenIsNotProvenGone() {
        watch.met(member);

        assertThat(watch.saw(id, Sight.GONE)).isEmpty();
    }

    @Test
    void whatIsUnknownIsNoProof() {
        watch.met(member);
        watch.saw(id, Sight.RUNNING);

        assertThat(watch.saw(id, Sight.UNKNOWN)).isEmpty();
    }

    @Test
    void onlyProcessesBesideUsAreLookedAt() {
        Member elsewhere = new Member(
                id,
                "elsewhere",
                "192.0.2.1:7800",
                member.role(),
                "",
                1,
                "1",
                "",
                new ProcessIdentity("another kernel", 4_026_531_836L, 101, 7));

        assertThat(watch.met(elsewhere)).isEmpty();
        assertThat(watch.tick()).isEmpty();
    }

    @Test
    void whoIsSuspectedIsLookedAtAtOnce() {
        watch.met(member);

        assertThat(watch.suspected(id)).containsExactly(new Action.Suspect(member), new Action.Look(List.of(member)));
    }

    @Test
    void aBrokenConnectionAndARefusedOneAreProof() {
        watch.met(member);

        assertThat(watch.broken(id, ADDRESS)).contains(new Action.Knock(member, ADDRESS, false));
        assertThat(watch.answered(id, ADDRESS, Answer.REFUSED))
                .containsExactly(new Action.Certify(member, DeathProof.SOCKET));
    }

    @ParameterizedTest
    @EnumSource(
            value = Answer.class,
            names = {"OPENED", "NONE"})
    void anAnswerOrSilenceIsNoProofHoweverOftenWeKnock(Answer answer) {
        watch.met(member);
        watch.broken(id, ADDRESS);

        for (int knock = 1; knock < DeathWatch.KNOCKS; knock++) {
            assertThat(watch.answered(id, ADDRESS, answer)).containsExactly(new Action.Knock(member, ADDRESS, true));
        }
        assertThat(watch.answered(id, ADDRESS, answer)).isEmpty();
    }

    @Test
    void aSecondBreakWhileWeKnockStartsNoSecondKnocking() {
        watch.met(member);
        watch.broken(id, ADDRESS);

        assertThat(watch.broken(id, ADDRESS)).noneMatch(Action.Knock.class::isInstance);
    }

    @Test
    void whoSaidGoodbyeMayCloseItsPort() {
        watch.met(member);
        watch.saidGoodbye(id);

        assertThat(watch.broken(id, ADDRESS)).noneMatch(Action.Knock.class::isInstance);
    }

    @Test
    void aGoodbyeThatComesAfterTheKnockStillCounts() {
        watch.met(member);
        watch.broken(id, ADDRESS);
        watch.saidGoodbye(id);

        assertThat(watch.answered(id, ADDRESS, Answer.REFUSED)).isEmpty();
    }

    @Test
    void whoSaidGoodbyeIsStillProvenDeadByItsProcess() {
        watch.met(member);
        watch.saw(id, Sight.RUNNING);
        watch.saidGoodbye(id);
        watch.left(id);

        assertThat(watch.saw(id, Sight.GONE)).containsExactly(new Action.Certify(member, DeathProof.PROCESS));
    }

    @Test
    void whoHasLeftTheViewIsWatchedOnByItsProcessAlone() {
        watch.met(member);
        watch.left(id);

        assertThat(watch.tick()).containsExactly(new Action.Look(List.of(member)));
        assertThat(watch.broken(id, ADDRESS)).isEmpty();
    }

    @Test
    void whoLeavesTheViewWithoutAGoodbyeWasSuspected() {
        watch.met(member);
        assertThat(watch.left(id)).containsExactly(new Action.Suspect(member));
        assertThat(watch.left(id)).isEmpty();

        watch.met(member);
        watch.broken(id, ADDRESS);
        assertThat(watch.left(id)).isEmpty();

        watch.met(member);
        watch.saidGoodbye(id);
        assertThat(watch.left(id)).isEmpty();
    }

    @Test
    void aKnockThatOutlastsTheViewCounts() {
        watch.met(member);
        watch.broken(id, ADDRESS);
        watch.left(id);

        assertThat(watch.answered(id, ADDRESS, Answer.REFUSED))
                .containsExactly(new Action.Certify(member, DeathProof.SOCKET));
    }

    @Test
    void deathIsToldOnce() {
        watch.met(member);
        watch.saw(id, Sight.RUNNING);
        watch.broken(id, ADDRESS);
        watch.saw(id, Sight.GONE);

        assertThat(watch.answered(id, ADDRESS, Answer.REFUSED)).isEmpty();
        assertThat(watch.saw(id, Sight.GONE)).isEmpty();
        assertThat(watch.suspected(id)).isEmpty();
        assertThat(watch.tick()).isEmpty();
    }

    @Test
    void byProcessesAloneNobodyKnocks() {
        DeathWatch processes = watch(Certificates.PROCESS);
        processes.met(member);

        assertThat(processes.broken(id, ADDRESS))
                .containsExactly(new Action.Suspect(member), new Action.Look(List.of(member)));
    }

    @Test
    void withoutCertificatesThereAreOnlySuspicions() {
        DeathWatch none = watch(Certificates.NONE);

        assertThat(none.met(member)).isEmpty();
        assertThat(none.tick()).isEmpty();
        assertThat(none.broken(id, ADDRESS)).containsExactly(new Action.Suspect(member));
    }

    @Test
    void ofThoseWhoLeftLongAgoTheOldestAreForgotten() {
        watch.met(member);
        for (int number = 2; number < DeathWatch.MAX_ABSENT + 3; number++) {
            Member other = Members.member(number);
            watch.met(other);
            watch.left(other.incarnation());
        }

        assertThat(watch.tick()).singleElement().satisfies(look -> {
            List<Member> looked = ((Action.Look) look).members();
            assertThat(looked)
                    .hasSize(DeathWatch.MAX_ABSENT + 1)
                    .contains(member, Members.member(3))
                    .doesNotContain(Members.member(2));
        });
    }

    private static DeathWatch watch(Certificates certificates) {
        return new DeathWatch(Members.member(0).process(), certificates);
    }
}
