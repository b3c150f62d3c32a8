package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The scenarios that come with the simulator: the ordinary stories, and the traps that reviews and random runs
/// found.
///
/// A scenario that says `# breaks without RULE` holds with all rules, and is violated once that one is taken
/// out.
public final class ScenarioLibrary {
    /// Their names, each a resource `NAME.txt` beside this class.
    public static final List<String> NAMES = List.of(
            "join",
            "crash",
            "partition-and-merge",
            "freeze-and-wake",
            "cold-restart",
            "rolling-restart",
            "handoff-under-work",
            "chained-takeover",
            "forgetful-voter",
            "grant-after-accept",
            "adopted-owner",
            "old-lease-new-owner",
            "late-seal",
            "unsealed-takeover",
            "shrinking-owner",
            "withdrawn-learner",
            "reply-overtakes",
            "stale-append",
            "seal-lost-in-a-power-cut",
            "dedupe-across-snapshot",
            "more-outstanding-than-the-window",
            "answer-of-a-lost-ownership",
            "leaver-with-the-last-copy",
            "answer-from-before-a-loss",
            "clock-that-jumps",
            "machine-that-stands-still",
            "two-voter-survivor",
            "majority-lost-in-memory",
            "one-bad-observer",
            "maintenance-and-a-forged-reset",
            "fresh-three-beside-two",
            "relinquished-carried-on",
            "accepted-but-unlearned",
            "dropped-and-taken-back",
            "copy-ahead-of-its-configuration",
            "cut-copies",
            "unanswered-replacement",
            "restarted-handoff-target",
            "grid-that-moved-on",
            "last-copy-leaves",
            "member-of-a-grid-that-is-gone",
            "frame-for-a-former-process",
            "knock-from-before",
            "leaver-whose-voters-are-gone",
            "owner-that-never-knew",
            "overdue-handoff-after-a-sleep",
            "voter-not-expected-back",
            "given-up-for-good",
            "store-outlives-a-member",
            "store-parts-two",
            "store-counts-what-is-left",
            "store-out-of-reach",
            "two-containers-on-one-host");

    private static final Pattern BREAKS_WITHOUT = Pattern.compile("breaks without ([A-Z_]+)");

    private ScenarioLibrary() {}

    /// The text of a scenario.
    public static String text(String name) {
        try (var stream = ScenarioLibrary.class.getResourceAsStream(name + ".txt")) {
            if (stream == null) {
                throw new IllegalArgumentException("no scenario '" + name + "'");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading scenario " + name, e);
        }
    }

    /// The rule without which a scenario is violated, where it names one.
    public static Optional<Rule> breaksWithout(String name) {
        var matcher = BREAKS_WITHOUT.matcher(text(name));
        return matcher.find() ? Optional.of(Rule.valueOf(matcher.group(1))) : Optional.empty();
    }

    /// The scenarios that are violated without a rule.
    static List<String> directedAt(Rule rule) {
        var names = new ArrayList<String>();
        for (var name : NAMES) {
            if (breaksWithout(name).equals(Optional.of(rule))) {
                names.add(name);
            }
        }
        return names;
    }
}
