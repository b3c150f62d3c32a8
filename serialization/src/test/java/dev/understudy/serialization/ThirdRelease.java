package dev.understudy.serialization;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The third release of the protocol: `memo` became `note`, the tags went, a receipt came; a closing changed its
/// meaning and so its version; the currency got a constant and had one renamed.
final class ThirdRelease {

    private ThirdRelease() {}

    sealed interface Event {}

    enum Currency {
        EURO,
        USD,
        OTHER,
        GBP
    }

    record Address(String street, String town, Optional<String> country) {}

    record Opened(String owner, long limit, @Nullable Address address, Set<String> holders) implements Event {}

    record Paid(long cents, double rate, String note, Currency currency, Optional<String> receipt) implements Event {}

    record ClosedInVersion1(int reason) {}

    record Closed(String reason, boolean byBank) implements Event {}

    static MessageRegistry registry() {
        return MessageRegistry.builder()
                .register("corpus.event", Event.class)
                .register("corpus.address", Address.class)
                .enumeration(
                        Currency.class,
                        rules -> rules.named("corpus.currency")
                                .renamed("EUR", Currency.EURO)
                                .unknownAs(Currency.OTHER))
                .record(Opened.class, rules -> rules.renamed("limitCents", "limit"))
                .record(Paid.class, rules -> rules.renamed("memo", "note").defaultsTo("currency", Currency.EURO))
                .record(
                        Closed.class,
                        rules -> rules.version(2)
                                .upcast(1, ClosedInVersion1.class, old -> new Closed("reason " + old.reason(), false)))
                .build();
    }

    static Map<String, Object> written() {
        var written = new LinkedHashMap<String, Object>();
        written.put("opened", new Opened("Barbara", 30_000, null, Set.of("Liskov")));
        written.put("paid", new Paid(3999, 0.125, "tea", Currency.GBP, Optional.of("r-1")));
        written.put("closed", new Closed("moved", true));
        return written;
    }
}
