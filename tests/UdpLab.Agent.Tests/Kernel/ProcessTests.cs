using System.Diagnostics;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests;

/// <summary>Which processes still run.</summary>
public sealed class ProcessTests
{
    [Fact]
    public void OneWhoseFirstThreadHasEndedStillRuns()
    {
        string folder = Directory.CreateTempSubdirectory("udplab-process-").FullName;
        try
        {
            File.WriteAllText($"{folder}/server.c", """
                #include <pthread.h>
                #include <stdio.h>
                static void *serve(void *none) { getchar(); return none; }
                int main() { pthread_t thread; pthread_create(&thread, 0, serve, 0); pthread_exit(0); }
                """);
            Tool.Run("gcc", "-o", $"{folder}/server", $"{folder}/server.c", "-pthread");
            using Process server = Process.Start(new ProcessStartInfo($"{folder}/server") { RedirectStandardInput = true })!;
            Assert.True(Machine.Becomes(() => File.ReadAllText($"/proc/{server.Id}/stat").Contains(") Z ", StringComparison.Ordinal), 30), "Its first thread does not end.");
            Assert.True(Processes.IsAlive(server.Id));
            server.StandardInput.Close();
            server.WaitForExit();
            Assert.False(Processes.IsAlive(server.Id));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
