using System.Diagnostics;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Endless lines, and a controller that does not read.</summary>
[Collection(Machine.Name)]
public sealed class LineTests
{
    private const double Seconds = 1.0;

    [Theory]
    [InlineData("")]
    [InlineData("{\"command\":\"testbed.remove\",\"id\":5,\"name\":\"")]
    public void ALineTooLongIsRefusedAndTheAgentGoesOn(string begin)
    {
        using AgentProcess agent = AgentProcess.Start();
        agent.SendLine(begin + new string('x', 24 * 1024 * 1024));
        Failure failure = Assert.IsType<Failure>(Assert.Throws<RefusedException>(() => agent.Wait<Done>(0)).Failure);
        Assert.Equal(FailureCode.Protocol, failure.Code);
        Assert.Contains("4,194,304 bytes", failure.Message, StringComparison.Ordinal);
        agent.Ask<Done>(new Reset());
    }

    [Fact]
    public void TheLongestLineIsRead()
    {
        using AgentProcess agent = AgentProcess.Start();
        string line = """{"command":"reset","id":5,"x":" """.Trim();
        agent.SendLine(line + new string('x', Request.LongestLine - line.Length - 2) + "\"}");
        agent.Wait<Done>(5);
    }

    [Theory]
    [InlineData("""{"command":"beat","patience":3600,"id":-1}""", 5000)]
    [InlineData("""{"command":"nic.read","names":[],"id":9}""", 4000)]
    [InlineData("no request at all", 4000)]
    public void WithItsOutputFullAndUnreadItStillEndsWithItsInput(string line, int times)
    {
        using Process agent = Process.Start(new ProcessStartInfo(AgentBinary.Path) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            Assert.NotNull(agent.StandardOutput.ReadLine());
            agent.StandardInput.WriteLine("""{"command":"flood.open","backend":"Socket","destination":"127.0.0.1","port":9,"ratePps":1000,"id":1}""");
            agent.StandardInput.WriteLine("""{"command":"flood.start","id":2}""");
            for (int i = 0; i < times; i++)
            {
                agent.StandardInput.WriteLine(line);
            }

            agent.StandardInput.Flush();
            Assert.True(ProcessState.IsAlive(agent.Id));
            agent.StandardInput.Close();
            Assert.True(agent.WaitForExit(TimeSpan.FromSeconds(Seconds)), "it does not exit");
            Assert.Equal(0, agent.ExitCode);
        }
        finally
        {
            agent.Kill();
        }
    }

    [Fact]
    public void MoreRequestsThanAnyControllerHasEndItWithWords()
    {
        using Process agent = Process.Start(new ProcessStartInfo(AgentBinary.Path) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            for (int i = 0; i < 200_000 && !agent.HasExited; i++)
            {
                agent.StandardInput.WriteLine("""{"command":"nic.read","names":[],"id":9}""");
            }
        }
        catch (IOException)
        {
            // It has exited, as it should.
        }

        Assert.True(agent.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Equal(1, agent.ExitCode);
        Assert.Contains("more than 4096 requests are waiting", agent.StandardError.ReadToEnd(), StringComparison.Ordinal);
    }
}
