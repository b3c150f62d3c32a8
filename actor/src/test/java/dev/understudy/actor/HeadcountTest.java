package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.Headcount.Load;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadcountTest {

    private static final long LOOK_NANOS = 200_000_000;

    private final List<Load> totals = new ArrayList<>(Collections.nCopies(4, Load.NONE));
    private final Headcount headcount = new Headcount(2);
    private int atWork = 2;
    private long now;

    /// A while in which each worker that was at work needed so long for a message, and what was decided then.
    private int look(long nanosEach) {
        work(atWork, nanosEach);
        atWork = headcount.decide(totals.subList(0, 2), now);
        return atWork;
    }

    private void work(int workers, long nanosEach) {
        now += LOOK_NANOS;
        long messages = LOOK_NANOS / nanosEach;
        for (int i = 0; i < workers; i++) {
            totals.set(i, totals.get(i).plus(new Load(messages, 1_000, 1_000, 1_000 * nanosEach)));
        }
    }

    /// Looks until the count is this one; how often.
    private int looksUntil(int count, long nanosAlone, long nanosTogether) {
        int looks = 0;
        do {
            look(atWork == 1 ? nanosAlone : nanosTogether);
            looks++;
            assertThat(looks).as("looks until %d are at work", count).isLessThan(1_000);
        } while (atWork != count);
        return looks;
    }

    @Test
    void oneWorksWhenTwoGetInEachOthersWay() {
        looksUntil(1, 30, 150);
        assertThat(look(30)).as("how it was, to compare").isEqualTo(2);
        assertThat(look(150)).as("the better one").isEqualTo(1);
        assertThat(look(30)).isEqualTo(1);
    }

    @Test
    void bothWorkWhenTheyKeepToThemselves() {
        looksUntil(1, 30, 30);
        look(30);

        assertThat(look(30)).isEqualTo(2);
    }

    @Test
    void aTrialThatFailsMakesTheNextOneWaitLonger() {
        int first = looksUntil(1, 30, 30);
        int second = looksUntil(2, 30, 30) + looksUntil(1, 30, 30);
        int third = looksUntil(2, 30, 30) + looksUntil(1, 30, 30);

        assertThat(second).isGreaterThan(first);
        assertThat(third).isGreaterThan(second);
    }

    @Test
    void aWorkloadThatGetsFasterMeanwhileIsNotTakenForTheEffect() {
        looksUntil(1, 30, 150);
        look(30);

        assertThat(look(30)).as("as fast with both as well").isEqualTo(2);
    }

    @Test
    void bothWorkAgainWhenThatGotBetter() {
        looksUntil(1, 30, 150);
        looksUntil(2, 30, 150);
        look(150);
        assertThat(atWork).isEqualTo(1);

        looksUntil(2, 30, 30);
        look(30);

        assertThat(look(30)).isEqualTo(2);
    }

    @Test
    void longTurnsAreNeverReasonToSitOut() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(look(5_000)).isEqualTo(2);
        }
    }

    @Test
    void everyoneWorksAsSoonAsTurnsGetLong() {
        looksUntil(1, 30, 150);
        look(30);
        look(150);
        assertThat(atWork).isEqualTo(1);

        assertThat(look(5_000)).isEqualTo(2);
    }

    @Test
    void everyoneWorksWhenTooLittleIsDoneForItToMatter() {
        looksUntil(1, 30, 150);
        look(30);
        look(150);
        assertThat(atWork).isEqualTo(1);

        now += LOOK_NANOS;

        assertThat(headcount.decide(totals.subList(0, 2), now)).isEqualTo(2);
    }

    @Test
    void everyoneWorksWhenAllWereCalled() {
        looksUntil(1, 30, 150);
        look(30);
        look(150);
        assertThat(atWork).isEqualTo(1);

        headcount.everyone();

        assertThat(look(30)).isEqualTo(2);
    }

    @Test
    void nothingIsTriedUnderALoadThatOneCopesWith() {
        for (int i = 0; i < 1_000; i++) {
            now += LOOK_NANOS;
            for (int worker = 0; worker < 2; worker++) {
                totals.set(worker, totals.get(worker).plus(new Load(300_000, 1_000, 1_000, 30_000)));
            }
            assertThat(headcount.decide(totals.subList(0, 2), now)).isEqualTo(2);
        }
    }

    @Test
    void nothingIsTriedWhileOneDoesAllTheWork() {
        for (int i = 0; i < 1_000; i++) {
            work(1, 30);
            assertThat(headcount.decide(totals.subList(0, 2), now)).isEqualTo(2);
        }
    }

    @Test
    void aReplacedWorkerStartsFromNothing() {
        look(30);
        totals.set(0, Load.NONE);
        now += LOOK_NANOS;

        assertThat(headcount.decide(totals.subList(0, 2), now)).isEqualTo(2);
    }

    @Test
    void fourAreHalvedTwice() {
        var four = new Headcount(4);
        int count = 4;
        int least = 4;
        for (int i = 0; i < 1_000; i++) {
            work(count, 30L * count * count);
            count = four.decide(totals, now);
            least = Math.min(least, count);
        }
        assertThat(least).isEqualTo(1);
    }
}
