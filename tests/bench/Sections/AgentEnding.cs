using System.Diagnostics;
using System.Text.Json;
using UdpLab.Wire;

namespace UdpLab.Bench.Sections;

/// <summary>How long a flooding agent survives its controller.</summary>
internal static class AgentEnding
{
    /// <summary>Milliseconds from the end of its stdin to its exit; the promise is a second.</summary>
    public static double Take()
    {
        using Process agent = Process.Start(new ProcessStartInfo(AgentProgram.LocalPath) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            Send(agent, new OpenFlood { Id = 1, Backend = FloodBackend.Socket, Destination = "127.0.0.1", Port = 9 });
            Send(agent, new StartFlood { Id = 2 });
            while (agent.StandardOutput.ReadLine() is string line && JsonSerializer.Deserialize(line, WireJson.Default.Reply) is not FloodStarted)
            {
            }

            long began = Stopwatch.GetTimestamp();
            agent.StandardInput.Close();
            return agent.WaitForExit(10_000) ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : throw new TimeoutException("An agent outlived its controller by ten seconds.");
        }
        finally
        {
            agent.Kill();
        }
    }

    private static void Send(Process agent, Request request)
    {
        agent.StandardInput.WriteLine(JsonSerializer.Serialize(request, WireJson.Default.Request));
        agent.StandardInput.Flush();
    }
}
