package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.MemberNameTakenException;
import dev.understudy.cluster.Members;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.StartGate;
import dev.understudy.cluster.VersionMismatchException;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewChange;
import dev.understudy.cluster.jgroups.Roster.Action;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {
    private static final Hello.Link NONE = new Hello.Link(0, 0);

    private final Member self = Members.member(5);
    private final Member older = Members.member(1);
    private final Member younger = Members.member(8);
    private final Roster roster = new Roster(self, new StartGate(3));
    private long hellos;

    @Test
    void aloneItHasAViewAtOnce() {
        List<Action> actions = view(1, self);

        assertThat(published(actions)).containsExactly(self);
    }

    @Test
    void theFirstViewWaitsUntilEverybodyHasSaidHello() {
        List<Action> onView = view(1, older, self, younger);
        List<Action> onFirst = hello(older, 1, 0);
        List<Action> onSecond = hello(younger, 1, 0);

        assertThat(published(onView)).isEmpty();
        assertThat(published(onFirst)).isEmpty();
        assertThat(published(onSecond)).containsExactly(older, self, younger);
        assertThat(onView).filteredOn(Action.Greet.class::isInstance).hasSize(2);
    }

    @Test
    void aHelloThatOvertakesTheViewIsKept() {
        hello(older, 1, 0);

        assertThat(published(view(1, older, self))).containsExactly(older, self);
    }

    @Test
    void theDataChannelAloneMakesNoView() {
        List<Action> early = roster.dataView(ids(older, self));

        assertThat(published(early)).isEmpty();
        assertThat(published(view(1, older, self))).isEmpty();
        assertThat(published(hello(older, 1, 0))).containsExactly(older, self);
    }

    @Test
    void whoStaysSilentIsLeftOutAfterAWhile() {
        view(1, older, self);

        assertThat(roster.silent()).containsExactly(older.incarnation());
        assertThat(published(roster.stopWaiting())).containsExactly(self);
        assertThat(change(hello(older, 1, 0)).joined()).containsExactly(older);
    }

    @Test
    void laterViewsDoNotWaitForNewcomers() {
        view(1, self);

        List<Action> onView = view(2, self, younger);
        List<Action> onHello = hello(younger, 1, 0);

        assertThat(announced(onView)).isEmpty();
        assertThat(change(onHello).joined()).containsExactly(younger);
        assertThat(change(onHello).current().id().number()).isEqualTo(2);
    }

    @Test
    void whoLeavesIsGoneAtOnceThoughOthersAreStillSilent() {
        view(1, older, self);
        hello(older, 1, 0);

        List<Action> actions = view(2, self, younger);

        assertThat(change(actions).left()).containsExactly(older);
        assertThat(actions).startsWith(new Action.Vanish(older.incarnation()));
    }

    @Test
    void comingBackInAMergeViewIsAMerge() {
        view(1, older, self);
        hello(older, 1, 0);
        view(2, self);

        roster.controlView(older.incarnation(), 3, ids(older, self), true);
        ViewChange change = change(hello(older, 9, 0));

        assertThat(change.isMerge()).isTrue();
        assertThat(change.current().coordinator()).isEqualTo(older);
    }

    @Test
    void theSameJGroupsViewGetsARevisionForEachNewcomer() {
        view(1, self);
        view(2, self, older, younger);

        int first = change(hello(older, 1, 0)).current().id().revision();
        int second = change(hello(younger, 1, 0)).current().id().revision();

        assertThat(List.of(first, second)).containsExactly(0, 1);
    }

    @Test
    void framesLeaveOnlyWhenThePeerAcceptsThem() {
        view(1, self);
        int mine = greeting(view(2, self, younger), younger).control().generation();

        List<Action> unacknowledged = hello(younger, 7, 0);
        List<Action> acknowledged = hello(younger, 7, mine);

        assertThat(unacknowledged)
                .contains(new Action.Accept(younger.incarnation(), ChannelKind.CONTROL, 7))
                .noneMatch(Action.Open.class::isInstance);
        assertThat(greeting(unacknowledged, younger).control().acknowledged()).isEqualTo(7);
        assertThat(acknowledged).contains(new Action.Open(younger.incarnation(), ChannelKind.CONTROL, mine));
    }

    @Test
    void aPeerIsAdmittedBeforeItsViewIsToldAndAcceptedAfter() {
        view(1, self);
        view(2, self, younger);

        List<Action> actions = hello(younger, 7, 0);

        assertThat(actions)
                .extracting(Object::getClass)
                .containsSubsequence(
                        List.of(Action.Admit.class, Action.Announce.class, Action.Accept.class, Action.Greet.class));
    }

    @Test
    void aPeerThatForgotUsLeavesAndComesBack() {
        view(1, self);
        int mine = greeting(view(2, self, younger), younger).control().generation();
        hello(younger, 7, mine);

        List<Action> actions = hello(younger, 8, 0);

        assertThat(announced(actions)).hasSize(2);
        assertThat(announced(actions).get(0).left()).containsExactly(younger);
        assertThat(announced(actions).get(1).joined()).containsExactly(younger);
        assertThat(announced(actions).get(1).isMerge()).isTrue();
        assertThat(greeting(actions, younger).control().generation()).isGreaterThan(mine);
        assertThat(greeting(actions, younger).control().acknowledged()).isEqualTo(8);
    }

    /// Its hello that forgets us may be lost; the next one knows us again, but only as we were.
    @Test
    void aPeerThatHasMetUsAnewComesBackWhenItKnowsThatWeHaveToo() {
        view(1, self);
        int mine = greeting(view(2, self, younger), younger).control().generation();
        hello(younger, 7, mine);

        List<Action> onFirst = hello(younger, 8, mine);
        Hello ours = greeting(onFirst, younger);
        List<Action> onSecond = hello(younger, 8, ours.control().generation());

        assertThat(change(onFirst).left()).containsExactly(younger);
        assertThat(announced(onFirst)).hasSize(1);
        assertThat(ours.isQuestion()).isTrue();
        assertThat(ours.control().generation()).isGreaterThan(mine);
        assertThat(change(onSecond).joined()).containsExactly(younger);
        assertThat(change(onSecond).isMerge()).isTrue();
    }

    /// It was on its way before the partition, and JGroups has kept it.
    @Test
    void aHelloFromBeforeAPartitionIsNotTaken() {
        view(1, self);
        int before = greeting(view(2, self, younger), younger).control().generation();
        view(3, self);
        view(4, self, younger);

        List<Action> actions = hello(younger, 7, before);

        assertThat(actions).isEmpty();
    }

    @Test
    void whatWasQueuedForAPeerThatForgotUsIsDropped() {
        view(1, self);
        int mine = greeting(view(2, self, younger), younger).control().generation();
        hello(younger, 7, mine);

        List<Action> actions = hello(younger, 8, 0);

        assertThat(actions)
                .extracting(Object::getClass)
                .containsSubsequence(List.of(
                        Action.Vanish.class,
                        Action.Announce.class,
                        Action.Appear.class,
                        Action.Admit.class,
                        Action.Announce.class,
                        Action.Accept.class,
                        Action.Greet.class));
    }

    @Test
    void aGenerationUnderWhichNothingWasSentIsKept() {
        view(1, self);
        int mine = greeting(view(2, self, younger), younger).control().generation();
        hello(younger, 7, 0);

        List<Action> actions = hello(younger, 8, 0);

        assertThat(announced(actions)).hasSize(2);
        assertThat(greeting(actions, younger).control().generation()).isEqualTo(mine);
    }

    @Test
    void aQuestionIsAnsweredAndAnAnswerIsNot() {
        view(1, self);
        int mine = greeting(view(2, self, younger), younger).control().generation();
        hello(younger, 7, mine);

        List<Action> toAnswer = hello(younger, 7, mine);
        List<Action> toQuestion = roster.hello(
                younger.incarnation(), new Hello(++hellos, younger, true, false, new Hello.Link(7, mine), NONE));

        assertThat(toAnswer).isEmpty();
        assertThat(greeting(toQuestion, younger).isQuestion()).isFalse();
    }

    @Test
    void aLateHelloChangesNothing() {
        view(1, self);
        int mine = greeting(view(2, self, younger), younger).control().generation();
        Hello early = new Hello(1, younger, false, false, new Hello.Link(7, 0), NONE);
        roster.hello(younger.incarnation(), new Hello(2, younger, false, false, new Hello.Link(7, mine), NONE));

        assertThat(roster.hello(younger.incarnation(), early)).isEmpty();
    }

    @Test
    void losingThePeerOnTheDataChannelStartsBothLinksOver() {
        view(1, self);
        roster.dataView(ids(self, younger));
        Hello ours = greeting(view(2, self, younger), younger);
        roster.hello(
                younger.incarnation(),
                new Hello(
                        1,
                        younger,
                        false,
                        false,
                        new Hello.Link(7, ours.control().generation()),
                        new Hello.Link(8, ours.data().generation())));

        List<Action> lost = roster.dataView(ids(self));
        List<Action> found = roster.dataView(ids(self, younger));

        assertThat(change(lost).left()).containsExactly(younger);
        assertThat(announced(lost)).hasSize(1);
        assertThat(greeting(lost, younger).data()).isEqualTo(NONE);
        assertThat(greeting(lost, younger).control().generation())
                .isGreaterThan(ours.control().generation());
        assertThat(announced(found)).isEmpty();
        assertThat(greeting(found, younger).data().generation())
                .isGreaterThan(ours.data().generation());
    }

    @Test
    void losingAPeerOnTheDataChannelThatNeverSentThereIsNoNews() {
        view(1, self);
        roster.dataView(ids(self, younger));
        view(2, self, younger);
        hello(younger, 7, 0);

        assertThat(announced(roster.dataView(ids(self)))).isEmpty();
    }

    @Test
    void whoMeetsAnOlderNamesakeGivesWay() {
        Member namesake = Members.member(self.name(), 1, Role.DATA);

        view(1, namesake, self);
        List<Action> actions = hello(namesake, 1, 0);

        assertThat(actions)
                .anySatisfy(action -> assertThat(action)
                        .isInstanceOfSatisfying(
                                Action.GiveWay.class,
                                giveWay -> assertThat(giveWay.reason())
                                        .isInstanceOf(MemberNameTakenException.class)
                                        .hasMessageContaining(namesake.toString())
                                        .hasMessageContaining(self.toString())));
        assertThat(published(actions)).isEmpty();
    }

    @Test
    void aYoungerNamesakeIsKeptOutUntilTheNameIsFree() {
        Member namesake = Members.member(older.name(), 9, Role.DATA);
        view(1, older, self);
        hello(older, 1, 0);
        view(2, older, self, namesake);

        List<Action> whileTaken = hello(namesake, 1, 0);
        List<Action> onceFree = view(3, self, namesake);

        assertThat(announced(whileTaken)).isEmpty();
        assertThat(whileTaken).anyMatch(Action.Exclude.class::isInstance);
        assertThat(whileTaken).noneMatch(Action.Admit.class::isInstance);
        assertThat(change(onceFree).left()).containsExactly(older);
        assertThat(change(onceFree).joined()).containsExactly(namesake);
    }

    @Test
    void aRestartedNodeWaitsForItsDeadPredecessorToBeExcluded() {
        Member dead = Members.member(self.name(), 1, Role.DATA);

        List<Action> whileItIsThere = view(1, dead, self);
        List<Action> onceItIsGone = view(2, self);

        assertThat(published(whileItIsThere)).isEmpty();
        assertThat(published(onceItIsGone)).containsExactly(self);
    }

    @Test
    void anOlderMemberOfAnotherVersionMakesUsGiveWay() {
        view(1, older, self);

        List<Action> actions = roster.hello(older.incarnation(), new Incompatible("node-1", "9.0", 5, 4));

        assertThat(actions)
                .anySatisfy(action -> assertThat(action)
                        .isInstanceOfSatisfying(
                                Action.GiveWay.class,
                                giveWay -> assertThat(giveWay.reason())
                                        .isInstanceOf(VersionMismatchException.class)
                                        .hasMessageContaining("9.0")
                                        .hasMessageContaining("1.2.3")));
    }

    @Test
    void aYoungerMemberOfAnotherVersionIsKeptOutAndSaidOnce() {
        view(1, self);
        view(2, self, younger);
        var incompatible = new Incompatible("node-8", "9.0", 5, 4);

        List<Action> first = roster.hello(younger.incarnation(), incompatible);
        List<Action> second = roster.hello(younger.incarnation(), incompatible);

        assertThat(first).singleElement().isInstanceOf(Action.Exclude.class);
        assertThat(second).isEmpty();
        assertThat(roster.silent()).isEmpty();
    }

    @Test
    void theGateOpensAfterEverythingElseAndIsToldToAll() {
        view(1, older, self, younger);
        hello(older, 1, 0);

        List<Action> actions = hello(younger, 1, 0);

        int form = actions.indexOf(new Action.Form(publishedView(actions)));
        assertThat(form).isPositive();
        assertThat(actions.subList(0, form)).noneMatch(RosterTest::saysFormed);
        assertThat(actions.subList(form + 1, actions.size())).hasSize(2).allMatch(RosterTest::saysFormed);
    }

    @Test
    void whoMeetsAnOpenGateOpensItsOwn() {
        view(1, self);
        view(2, self, younger);

        List<Action> closed = hello(younger, 1, 0);
        List<Action> open = roster.hello(
                younger.incarnation(), new Hello(++hellos, younger, false, true, new Hello.Link(1, 0), NONE));

        assertThat(closed).noneMatch(Action.Form.class::isInstance);
        assertThat(open).anyMatch(Action.Form.class::isInstance);
    }

    @Test
    void hellosAreRepeatedUntilTheLinkIsOpen() {
        view(1, self);
        int mine = greeting(view(2, self, younger), younger).control().generation();

        List<Action> before = roster.tick();
        hello(younger, 7, mine);
        List<Action> after = roster.tick();

        assertThat(before).hasSize(1);
        assertThat(after).isEmpty();
    }

    /// Views that come at different times, hellos that are late or lost: in the end everybody sees everybody, and
    /// each frame that may leave is accepted where it arrives.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void allLinksOpenWhateverTheOrderOfEvents(long seed) {
        var village = new Village(5, seed);

        village.everybodyJoins();
        village.settle();
        village.assertAllConnected();

        village.partition(2);
        village.settle();
        village.heal();
        village.settle();
        village.assertAllConnected();

        village.losesData(1, 3);
        village.settle();
        village.assertAllConnected();

        village.excludesForAWhile(2, 4);
        village.settle();
        village.assertAllConnected();
    }

    private List<Action> view(long number, Member... members) {
        return roster.controlView(members[0].incarnation(), number, ids(members), false);
    }

    private List<Action> hello(Member from, int generation, int acknowledged) {
        return roster.hello(
                from.incarnation(),
                new Hello(++hellos, from, false, false, new Hello.Link(generation, acknowledged), NONE));
    }

    private static List<Incarnation> ids(Member... members) {
        return List.of(members).stream().map(Member::incarnation).toList();
    }

    private static List<Member> published(List<Action> actions) {
        var members = new ArrayList<Member>();
        for (Action action : actions) {
            if (action instanceof Action.Publish(var first)) {
                members.addAll(first.members());
            }
        }
        return members;
    }

    private static View publishedView(List<Action> actions) {
        return actions.stream()
                .filter(Action.Publish.class::isInstance)
                .map(action -> ((Action.Publish) action).first())
                .findFirst()
                .orElseThrow();
    }

    private static boolean saysFormed(Action action) {
        return action instanceof Action.Greet(Incarnation _, Hello hello) && hello.isFormed();
    }

    private static List<ViewChange> announced(List<Action> actions) {
        var changes = new ArrayList<ViewChange>();
        for (Action action : actions) {
            if (action instanceof Action.Announce(var change)) {
                changes.add(change);
            }
        }
        return changes;
    }

    private static ViewChange change(List<Action> actions) {
        return announced(actions).getFirst();
    }

    private static Hello greeting(List<Action> actions, Member to) {
        return actions.stream()
                .filter(Action.Greet.class::isInstance)
                .map(Action.Greet.class::cast)
                .filter(greet -> greet.peer().equals(to.incarnation()))
                .map(Action.Greet::hello)
                .reduce((_, last) -> last)
                .orElseThrow(() -> new AssertionError("no hello to " + to + " in " + actions));
    }
}
