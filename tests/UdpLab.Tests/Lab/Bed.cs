namespace UdpLab.Tests;

/// <summary>A testbed for all tests of a class, in a session of its own; without root there is none, and its tests are skipped.</summary>
public class Bed : IDisposable
{
    private readonly Session _session = new();
    private readonly string _name = Space.NewTestbedName();

    /// <summary>A queue a CPU: two CPUs that send into one queue of a veth lose counts of each other in the kernel.</summary>
    public Bed()
        : this(queues: Environment.ProcessorCount)
    {
    }

    protected Bed(int queues)
    {
        if (Environment.IsPrivilegedProcess)
        {
            // Global, as at a prompt: every script of the session finds it.
            _session.Give($"$global:bed = New-LabTestbed {_name} -Queues {queues}");
        }
    }

    /// <summary>The session that has the testbed in $bed.</summary>
    public Session Session
    {
        get
        {
            Machine.RequireRoot();
            return _session;
        }
    }

    public void Dispose()
    {
        if (Environment.IsPrivilegedProcess)
        {
            _session.Give("$bed.Dispose()");
        }

        _session.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A testbed with two receive queues.</summary>
public sealed class TwoQueueBed() : Bed(queues: 2);
