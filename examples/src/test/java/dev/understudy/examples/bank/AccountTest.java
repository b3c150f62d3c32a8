package dev.understudy.examples.bank;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.understudy.actor.ActorRef;
import dev.understudy.examples.FreePorts;
import dev.understudy.examples.bank.Account.Balance;
import dev.understudy.examples.bank.Account.Command;
import dev.understudy.examples.bank.Account.Deposit;
import dev.understudy.examples.bank.Account.Done;
import dev.understudy.examples.bank.Account.GetBalance;
import dev.understudy.examples.bank.Account.GetStatement;
import dev.understudy.examples.bank.Account.Rejected;
import dev.understudy.examples.bank.Account.Repeated;
import dev.understudy.examples.bank.Account.Reply;
import dev.understudy.examples.bank.Account.Statement;
import dev.understudy.examples.bank.Account.Transfer;
import dev.understudy.examples.bank.Account.Withdraw;
import dev.understudy.node.Node;
import dev.understudy.sharding.EntityRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccountTest {
    private static final Duration PATIENCE = ofSeconds(60);

    private static Node node;

    @BeforeAll
    static void start() {
        SplittableRandom random = new SplittableRandom(ProcessHandle.current().pid());
        int port = FreePorts.forNode(random);
        node = Node.named("bank-test")
                .cluster("bank-test-" + port)
                .bind("127.0.0.1", port)
                .entity(Account.TYPE, Account::new)
                .start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void moneyGoesInAndOut() {
        EntityRef<Command> account = account("in-and-out");

        assertThat(reply(account, to -> new Deposit(500, slip(1), to))).isEqualTo(new Done(500));
        assertThat(reply(account, to -> new Withdraw(200, slip(2), to))).isEqualTo(new Done(300));
        assertThat(balance(account)).isEqualTo(300);
    }

    @Test
    void nobodyGetsMoreThanThereIs() {
        EntityRef<Command> account = account("poor");

        assertThat(reply(account, to -> new Withdraw(1, slip(1), to)))
                .isEqualTo(new Rejected("insufficient funds: 1 wanted, 0 there"));
        assertThat(balance(account)).isZero();
    }

    @Test
    void anOrderThatComesTwiceIsCarriedOutOnce() {
        EntityRef<Command> account = account("twice");

        reply(account, to -> new Deposit(500, slip(1), to));

        assertThat(reply(account, to -> new Deposit(500, slip(1), to))).isEqualTo(new Repeated(500));
        assertThat(balance(account)).isEqualTo(500);
        assertThat(statement(account).book("teller").repeated()).isEqualTo(1);
    }

    @Test
    void aTransferMovesMoney() {
        EntityRef<Command> from = account("from");
        EntityRef<Command> to = account("to");
        reply(from, replyTo -> new Deposit(500, slip(1), replyTo));

        Reply reply = reply(from, replyTo -> new Transfer("to", 200, slip(2), replyTo));

        assertThat(reply).isEqualTo(new Done(300));
        assertThat(balance(from)).isEqualTo(300);
        assertThat(balance(to)).isEqualTo(200);
        assertThat(statement(to).book("teller@from").count()).isEqualTo(1);
    }

    @Test
    void aTransferOfMoreThanThereIsMovesNothing() {
        EntityRef<Command> from = account("greedy");

        assertThat(reply(from, replyTo -> new Transfer("heir", 1, slip(1), replyTo)))
                .isEqualTo(new Rejected("insufficient funds: 1 wanted, 0 there"));
        assertThat(balance(account("heir"))).isZero();
    }

    @Test
    void aTransferThatTheOtherAccountRefusesComesBack() {
        EntityRef<Command> from = account("payer");
        EntityRef<Command> full = account("full");
        reply(from, to -> new Deposit(500, slip(1), to));
        reply(full, to -> new Deposit(Account.MOST_CENTS, slip(1), to));

        Reply reply = reply(from, to -> new Transfer("full", 200, slip(2), to));

        assertThat(reply).isEqualTo(new Rejected("full cannot hold 200 more"));
        assertThat(balance(from)).isEqualTo(500);
        assertThat(statement(from).onTheWay()).isZero();
        assertThat(balance(full)).isEqualTo(Account.MOST_CENTS);
    }

    @Test
    void aDepositThatWasRefusedIsRefusedWheneverItComesAgain() {
        EntityRef<Command> account = account("picky");
        reply(account, to -> new Deposit(Account.MOST_CENTS, slip(1), to));
        var refused = new Rejected("picky cannot hold 1 more");
        assertThat(reply(account, to -> new Deposit(1, slip(2), to))).isEqualTo(refused);
        reply(account, to -> new Withdraw(500, slip(3), to));

        assertThat(reply(account, to -> new Deposit(1, slip(2), to))).isEqualTo(refused);
        assertThat(balance(account)).isEqualTo(Account.MOST_CENTS - 500);
    }

    @Test
    void manyTransfersAtOnceLeaveTheSumAsItWas() {
        List<EntityRef<Command>> accounts = IntStream.range(0, 5)
                .mapToObj(number -> account("many-" + number))
                .toList();
        accounts.forEach(account -> reply(account, to -> new Deposit(1_000, slip(1), to)));

        List<CompletableFuture<Reply>> transfers = new ArrayList<>();
        for (int number = 2; number < 42; number++) {
            Slip slip = slip(number);
            for (int from = 0; from < 5; from++) {
                String to = "many-" + (from + number) % 5;
                transfers.add(accounts.get(from)
                        .ask((ActorRef<Reply> replyTo) -> new Transfer(to, 30, slip, replyTo), PATIENCE));
            }
        }
        transfers.forEach(CompletableFuture::join);

        assertThat(accounts.stream().mapToLong(AccountTest::balance).sum()).isEqualTo(5_000);
    }

    @Test
    void aTransferToItselfIsRejected() {
        EntityRef<Command> account = account("narcissus");
        reply(account, to -> new Deposit(500, slip(1), to));

        assertThat(reply(account, to -> new Transfer("narcissus", 100, slip(2), to)))
                .isEqualTo(new Rejected("a transfer from narcissus to itself"));
        assertThat(balance(account)).isEqualTo(500);
    }

    @Test
    void aStatementTellsInWhichOrderSlipsCame() {
        EntityRef<Command> account = account("order");

        account.tell(new Deposit(1, slip(1), node.deadLetters()));
        account.tell(new Deposit(1, slip(3), node.deadLetters()));
        account.tell(new Deposit(1, slip(2), node.deadLetters()));

        Statement statement = statement(account);
        assertThat(statement.cents()).isEqualTo(3);
        assertThat(statement.book("teller").outOfOrder()).isEqualTo(1);
        assertThat(statement.book("nobody")).isEqualTo(SlipBook.EMPTY);
    }

    @Test
    void anAmountMustBePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Deposit(0, slip(1), node.deadLetters()))
                .withMessage("an amount of 0 cents: must be more than 0");
    }

    private static EntityRef<Command> account(String id) {
        return node.entityRef(Account.TYPE, id);
    }

    private static Slip slip(long number) {
        return new Slip("teller", number);
    }

    private static Reply reply(EntityRef<Command> account, Function<ActorRef<Reply>, Command> order) {
        return account.ask(order, PATIENCE).join();
    }

    private static long balance(EntityRef<Command> account) {
        Balance balance = account.ask(GetBalance::new, PATIENCE).join();
        return balance.cents();
    }

    private static Statement statement(EntityRef<Command> account) {
        return account.ask(GetStatement::new, PATIENCE).join();
    }
}
