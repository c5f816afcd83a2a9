using System.Diagnostics;
using UdpLab.Agent.Nic;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>
/// Whatever a request's field contains, the agent answers, names the field if it is wrong, and continues. Each run uses a part
/// of all mutations, chosen by a seed; UDPLAB_TEST_MUTATIONS=all runs all of them.
/// </summary>
[Collection(Machine.Name)]
public sealed class MutationTests
{
    private const string Variable = "UDPLAB_TEST_MUTATIONS";
    private const int Part = 400;

    // Parameter names in failures that differ from the field names on the wire.
    private static readonly Dictionary<string, string> _parameters = new()
    {
        ["cpus"] = "cpu",
        ["interfaces"] = "interface",
        ["names"] = "interface",
        ["remove"] = "name",
        ["pktgen"] = "-",
        ["payloads"] = "payload",
        ["cpu"] = "thread",
    };

    [Fact]
    public void NoFieldOfNoRequestEndsIt()
    {
        int seed = Environment.TickCount;
        Mutation[] all = [.. Mutations.All()];
        if (Environment.GetEnvironmentVariable(Variable) != "all")
        {
            Random random = new(seed);
            random.Shuffle(all);
            all = all[..Part];
        }

        using AgentProcess agent = StartApart();
        List<string> faults = [];
        Stopwatch clock = Stopwatch.StartNew();
        foreach (Mutation mutation in all)
        {
            int stray = Strays(agent).Length;
            agent.SendLine(mutation.Line);
            try
            {
                Failure? failure = mutation.Id == 0 ? Stray(agent, stray) : Answer(agent, mutation.Id);
                Judge(mutation, failure, faults);

                // End what it started; the next request finds it reset.
                agent.Ask<Done>(new Reset());
            }
            catch (TimeoutException e)
            {
                Assert.Fail($"seed {seed}: {Shown(mutation.Line)}: {e.Message}");
            }
        }

        Assert.True(faults.Count == 0, $"seed {seed}, {faults.Count} of {all.Length} in {clock.Elapsed.TotalSeconds:0} s:\n{string.Join('\n', faults)}");
        agent.HangUp();
        Assert.True(agent.Process.WaitForExit(5000), "it does not exit");
        Assert.Equal(0, agent.Process.ExitCode);
    }

    private static Failure? Answer(AgentProcess agent, long id)
    {
        try
        {
            agent.Wait<Reply>(id);
            return null;
        }
        catch (RefusedException e)
        {
            return e.Failure;
        }
    }

    /// <summary>Failures of requests whose id could not be read.</summary>
    private static Failure[] Strays(AgentProcess agent) => [.. agent.Replies.OfType<Failure>().Where(f => f.Id == 0)];

    private static Failure Stray(AgentProcess agent, int before) => Machine.Becomes(() => Strays(agent).Length > before, 15) ? Strays(agent)[before] : throw new TimeoutException("no answer");

    private static void Judge(Mutation mutation, Failure? failure, List<string> faults)
    {
        string name = _parameters.GetValueOrDefault(mutation.Field, mutation.Field);
        bool named = failure is not null && (Has(failure.Message, name) || Has(failure.Message, mutation.Field));
        if (mutation.MustName && !named)
        {
            faults.Add($"{Shown(mutation.Line)} ({mutation.Field}): {failure?.Message ?? "no failure"}");
        }
        else if (failure is not null && (failure.Message.Length is 0 or > 2000 || Has(failure.Message, "Internal error")))
        {
            faults.Add($"{Shown(mutation.Line)} ({mutation.Field}): {Shown(failure.Message)}");
        }
    }

    private static bool Has(string message, string name) => message.Contains(name, StringComparison.OrdinalIgnoreCase);

    private static string Shown(string line) => line.Length > 400 ? line[..200] + " ... " + line[^200..] : line;

    /// <summary>An agent that cannot affect this machine: with its own network, mounts and namespace names.</summary>
    private static AgentProcess StartApart()
    {
        const string script = "mkdir -p /run/netns; mount -t tmpfs tmpfs /run/netns; ip link set lo up; exec \"$0\"";
        return Environment.IsPrivilegedProcess ? AgentProcess.Start("unshare", ["-n", "-m", "--", "sh", "-c", script, AgentBinary.Path]) : AgentProcess.Start();
    }
}
