package dev.understudy.integration;

import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.understudy.examples.bank.Account;
import dev.understudy.examples.bank.Account.Deposit;
import dev.understudy.examples.bank.Account.Done;
import dev.understudy.examples.bank.Account.Reply;
import dev.understudy.examples.bank.Slip;
import dev.understudy.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Tellers who keep paying one cent into each account, and count what was acknowledged. Each account is one teller's,
/// who
/// goes to the next only when the answer is there, so that a slow account holds up no more than its teller's others.
final class DepositLoad implements AutoCloseable {
    private static final Duration DEADLINE = ofSeconds(2);
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 20;

    private final Node client;
    private final Map<String, Long> attempted = new ConcurrentHashMap<>();
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService tellers = Executors.newVirtualThreadPerTaskExecutor();

    private DepositLoad(Node client) {
        this.client = client;
    }

    /// Sets a number of tellers to work.
    static DepositLoad start(Node client, List<String> accounts, int tellers) {
        var load = new DepositLoad(client);
        for (int teller = 0; teller < tellers; teller++) {
            var name = "teller-" + teller;
            int first = teller;
            load.tellers.execute(() -> load.work(name, accounts, first, tellers));
        }
        return load;
    }

    private void work(String teller, List<String> accounts, int first, int step) {
        for (long number = 1; end.getCount() > 0; number++) {
            for (int i = first; i < accounts.size() && end.getCount() > 0; i += step) {
                payInto(accounts.get(i), new Slip(teller, number));
            }
        }
    }

    private void payInto(String account, Slip slip) {
        attempted.merge(account, 1L, Long::sum);
        try {
            Reply reply = client.entityRef(Account.TYPE, account)
                    .<Reply>ask(replyTo -> new Deposit(1, slip, replyTo), DEADLINE)
                    .join();
            if (reply instanceof Done) {
                acknowledged.merge(account, 1L, Long::sum);
            }
        } catch (CompletionException _) {
            pause(); // Not acknowledged; whether it was carried out is for the balance to tell.
        }
    }

    private void pause() {
        try {
            end.await(PAUSE_AFTER_FAILURE_MILLIS, MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// How many cents were paid into each account until now, as far as the tellers were told.
    Map<String, Long> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /// How many cents the tellers have tried to pay into each account until now.
    Map<String, Long> attempted() {
        return Map.copyOf(attempted);
    }

    /// Lets the tellers finish what they are at.
    /// Ends the load, and returns when nothing is under way any more. Harmless when repeated.
    void stop() {
        end.countDown();
        tellers.close();
    }

    @Override
    public void close() {
        stop();
    }
}
