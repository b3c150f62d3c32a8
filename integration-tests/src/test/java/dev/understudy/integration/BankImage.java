package dev.understudy.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.testcontainers.DockerClientFactory;

/// The container image of the example node, built from the jars of this build and removed afterwards.
///
/// @param name what the engine calls it
record BankImage(String name) implements AutoCloseable {

    /// Builds the image under a name of this run's own. The base, which takes longest, is kept for the next run.
    static BankImage build() throws IOException, InterruptedException {
        var script = ProjectTree.ROOT.resolve("scripts/image").toString();
        var process = new ProcessBuilder(script, "--as-built", "--tag", "understudy-bank:" + TestRun.ID)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var name = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int exit = process.waitFor();
        if (exit != 0 || name.isEmpty()) {
            throw new IllegalStateException("%s ended with %d and printed '%s'".formatted(script, exit, name));
        }
        return new BankImage(name);
    }

    @Override
    public void close() {
        DockerClientFactory.instance()
                .client()
                .removeImageCmd(name)
                .withForce(true)
                .exec();
    }
}
