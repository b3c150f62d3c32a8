package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.drills.HistoryChecker.Rule;
import dev.understudy.examples.bank.Account.Statement;
import dev.understudy.examples.bank.Slip;
import dev.understudy.examples.bank.SlipBook;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccountRecordTest {
    private static final String COUNTER = "counter";
    private static final String MAIL = "mail";
    private static final String FROM_ANOTHER = "counter@acc-2";

    private final AccountRecord record = new AccountRecord();
    private long now;

    @Test
    void whatTheAccountDidIsExplained() {
        deposit(1, 500, 500);
        record.ordered(new Slip(MAIL, 1), 1, 1, MAIL, ++now);
        look(501);
        show(501, Map.of(COUNTER, book(1), MAIL, book(1)));

        assertThat(findings()).isEmpty();
        assertThat(record.put()).isEqualTo(501);
    }

    @Test
    void anOrderThatWasConfirmedAndIsNotOnTheBooksIsLost() {
        deposit(1, 500, 500);
        show(0, Map.of());

        assertThat(findings()).contains(Rule.LOST);
        assertThat(record.put()).isZero();
    }

    @Test
    void anOrderThatAStatementShowedAndTheLastOneDoesNotIsLost() {
        record.ordered(new Slip(MAIL, 1), 1, 1, MAIL, ++now);
        show(1, Map.of(MAIL, book(1)));
        show(0, Map.of());

        assertThat(findings()).containsExactly(Rule.LOST, Rule.UNEXPLAINED);
    }

    @Test
    void anOrderThatWasNotConfirmedMayBeOnTheBooksOrNot() {
        order(1, 500);
        order(2, 70);
        look(0);
        show(70, Map.of(COUNTER, book(2)));

        assertThat(findings()).isEmpty();
        assertThat(record.put()).isEqualTo(70);
    }

    @Test
    void aBalanceThatForgetsAConfirmedOrderIsFound() {
        deposit(1, 500, 500);
        look(0);
        show(500, Map.of(COUNTER, book(1)));

        assertThat(findings()).containsExactly(Rule.UNEXPLAINED);
    }

    @Test
    void aStatementWithOtherSlipsAndTheSameMoneyIsFound() {
        order(1, 500);
        order(2, 500);
        show(500, Map.of(COUNTER, book(1)));
        show(500, Map.of(COUNTER, book(2)));

        assertThat(findings()).contains(Rule.UNEXPLAINED);
    }

    @Test
    void aRefusalForWantOfMoneyIsHeldAgainstTheBalance() {
        deposit(1, 500, 500);
        record.insufficient(order(2, -501), ++now);
        show(500, Map.of(COUNTER, book(1)));
        assertThat(findings()).isEmpty();

        record.insufficient(order(3, -500), ++now);
        show(500, Map.of(COUNTER, book(1)));
        assertThat(findings()).containsExactly(Rule.UNEXPLAINED);
    }

    @Test
    void aTransferTakesItsMoneyOutBeforeItIsAnswered() {
        deposit(1, 500, 500);
        long begun = ++now;
        var taken = record.ordered(new Slip(COUNTER, 2), -200, 0, "transfer 2", begun);
        var arrived = record.ordered(new Slip(FROM_ANOTHER, 1), 50, 0, "", begun);
        look(350);
        record.done(taken, null, ++now);
        record.looked("transfer 2", 350, begun, now);
        record.done(arrived, null, ++now);
        show(350, Map.of(COUNTER, book(1, 2), FROM_ANOTHER, book(1)));

        assertThat(findings()).isEmpty();
        assertThat(record.put()).as("what comes from outside the bank").isEqualTo(500);
    }

    @Test
    void aDepositThatAnotherAccountSendsAgainIsNoDuplicate() {
        record.done(record.ordered(new Slip(FROM_ANOTHER, 1), 50, 0, "", ++now), null, ++now);
        show(50, Map.of(FROM_ANOTHER, book(1, 1)));
        assertThat(findings()).isEmpty();

        deposit(1, 500, 550);
        show(550, Map.of(FROM_ANOTHER, book(1, 1), COUNTER, book(1, 1)));
        assertThat(findings()).containsExactly(Rule.DUPLICATED);
    }

    @Test
    void anAccountThatOthersUseTooIsNotExplained() {
        deposit(1, 500, 500);
        show(900, Map.of(COUNTER, book(1), "stranger", book(1)));

        assertThat(record.history("acc-1", Set.of(COUNTER)::contains).model()).isEmpty();
        assertThat(findings()).isEmpty();
    }

    private AccountRecord.Entry order(long number, long cents) {
        return record.ordered(new Slip(COUNTER, number), cents, cents, "", ++now);
    }

    private void deposit(long number, long cents, long balance) {
        record.done(order(number, cents), balance, ++now);
    }

    private void look(long cents) {
        long begun = ++now;
        record.looked("", cents, begun, ++now);
    }

    private void show(long cents, Map<String, SlipBook> books) {
        long begun = ++now;
        record.saw(new Statement(cents, 0, books), MAIL, begun, ++now);
    }

    private Set<Rule> findings() {
        return HistoryChecker.check(record.history("acc-1", Set.of(COUNTER, MAIL, FROM_ANOTHER)::contains))
                .keySet();
    }

    private static SlipBook book(long... numbers) {
        SlipBook book = SlipBook.EMPTY;
        for (long number : numbers) {
            book = book.with(number);
        }
        return book;
    }
}
