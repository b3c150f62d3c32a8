package dev.understudy.integration;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.understudy.cluster.Member;
import dev.understudy.examples.bank.Account;
import dev.understudy.examples.bank.Account.GetBalance;
import dev.understudy.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Three containers carry the accounts of a bank under load. One of them is killed, and every account answers again.
///
/// The load comes from a client node in this JVM. It is a member of the same cluster by way of the containers'
/// network, as an application that embeds the library would be; so the engine has to run on this machine.
@NeedsContainers
final class ContainerFailoverIT {
    private static final List<String> ACCOUNTS =
            IntStream.range(0, 300).mapToObj(number -> "acc-" + number).toList();
    private static final int TELLERS = 30;
    private static final Duration PATIENCE = ofMinutes(2);

    @Test
    void everyAccountAnswersAgainAfterAContainerWasKilled() throws Exception {
        try (var image = BankImage.build();
                var bank = BankContainers.start(image, 3);
                var client = join(bank);
                var load = DepositLoad.start(client, ACCOUNTS, TELLERS)) {
            await("every account has answered")
                    .atMost(PATIENCE)
                    .until(() -> load.acknowledged().keySet().containsAll(ACCOUNTS));
            long epochBefore = client.status().epoch();
            var before = owners(client);
            assertThat(before.values()).as("owners before the kill").containsAll(bank.names());

            var victim = requireNonNull(before.get(ACCOUNTS.getFirst()));
            bank.kill(victim);
            var atTheKill = load.acknowledged();

            await("every account has answered again")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(load.acknowledged())
                            .allSatisfy((account, cents) ->
                                    assertThat(cents).as(account).isGreaterThan(atTheKill.get(account))));
            load.stop();
            var after = owners(client);
            assertThat(after.values()).as("owners after the kill").doesNotContain(victim);
            assertThat(bank.names()).filteredOn(name -> !name.equals(victim)).allMatch(bank::isHealthy);
            // Where a loaded machine made more than the victim look dead, more copies may have gone than there are
            // backups.
            boolean onlyTheVictimWent = client.status().epoch() == epochBefore + 1;
            for (var account : ACCOUNTS) {
                if (onlyTheVictimWent) {
                    assertThat(balance(client, account))
                            .as(
                                    "balance of %s, owned by %s, then by %s",
                                    account, before.get(account), after.get(account))
                            .isBetween(
                                    load.acknowledged().get(account),
                                    load.attempted().get(account));
                }
            }
        }
    }

    private static Node join(BankContainers bank) {
        return Node.named("client")
                .client()
                .cluster(BankContainers.CLUSTER)
                .bind(bank.addressOfThisMachine(), BankContainers.CONTROL_PORT)
                .initialHosts(bank.controlAddresses())
                .entity(Account.TYPE, Account::new)
                .start();
    }

    private static Map<String, String> owners(Node client) {
        return ACCOUNTS.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        account -> client.ownerOf(Account.TYPE, account)
                                .map(Member::name)
                                .orElseThrow(() -> new AssertionError(account + " has no owner"))));
    }

    private static long balance(Node client, String account) {
        return client.entityRef(Account.TYPE, account)
                .ask(GetBalance::new, ofSeconds(10))
                .join()
                .cents();
    }
}
