namespace UdpLab.Agent.Tests;

/// <summary>Tests that flood this machine: one at a time, and not beside the others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Machine
{
    public const string Name = "this machine";

    /// <summary>Skips a test that cannot work without root.</summary>
    public static void RequireRoot() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "This needs root: it makes network namespaces or loads BPF programs.");

    /// <summary>A second is promised for the end of an agent; the bench measures that. Here it is seen that the end comes, and from what.</summary>
    public const double Soon = 5;

    /// <summary>Waits for something to become true; false when it did not in time.</summary>
    public static bool Becomes(Func<bool> condition, double seconds)
    {
        long end = Environment.TickCount64 + (long)(seconds * 1000);
        while (!condition())
        {
            if (Environment.TickCount64 > end)
            {
                return false;
            }

            Thread.Sleep(5);
        }

        return true;
    }
}
