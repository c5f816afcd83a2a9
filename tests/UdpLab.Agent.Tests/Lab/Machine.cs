namespace UdpLab.Agent.Tests;

/// <summary>Tests that flood this machine: one at a time, and not in parallel with others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Machine
{
    public const string Name = "this machine";

    /// <summary>Skips a test that cannot work without root.</summary>
    public static void RequireRoot() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "This needs root: it creates network namespaces or loads BPF programs.");

    /// <summary>An agent promises to end within a second, which the bench measures. The tests only check that it ends, and why.</summary>
    public const double Soon = 5;

    /// <summary>Waits until a condition is true; false if it is not in time.</summary>
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
