package dev.understudy.testkit.simulation;

import java.util.ArrayList;
import java.util.List;

/// One line of a schedule: at a time, something is done to the grid or expected of it.
///
/// The text is `at MILLIS VERB ARGUMENTS…`; [Simulation] documents the verbs.
///
/// @param at world time in milliseconds
/// @param verb what is done
/// @param args to whom, and how
public record Action(long at, String verb, List<String> args) {
    public Action {
        args = List.copyOf(args);
    }

    static Action of(long at, String verb, Object... args) {
        var texts = new ArrayList<String>();
        for (var arg : args) {
            texts.add(arg.toString());
        }
        return new Action(at, verb, texts);
    }

    static Action parse(String line) {
        var words = List.of(line.trim().split("\\s+", -1));
        if (words.size() < 3 || !words.get(0).equals("at")) {
            throw new IllegalArgumentException("expected 'at MILLIS VERB …': " + line);
        }
        return new Action(Long.parseLong(words.get(1)), words.get(2), words.subList(3, words.size()));
    }

    String arg(int index) {
        if (index >= args.size()) {
            throw new IllegalArgumentException("'" + this + "' lacks argument " + (index + 1));
        }
        return args.get(index);
    }

    long number(int index) {
        return Long.parseLong(arg(index));
    }

    @Override
    public String toString() {
        return ("at " + at + " " + verb + " " + String.join(" ", args)).trim();
    }
}
