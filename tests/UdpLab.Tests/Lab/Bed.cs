namespace UdpLab.Tests;

/// <summary>A testbed for all tests of a class, in its own session; without root there is none, and its tests are skipped.</summary>
public class Bed : IDisposable
{
    private readonly Session _session = new();
    private readonly string _name = Space.NewTestbedName();

    /// <summary>One queue per CPU: if two CPUs send into one queue of a veth, the kernel loses some of their counts.</summary>
    public Bed()
        : this(queues: Environment.ProcessorCount)
    {
    }

    protected Bed(int queues)
    {
        if (Environment.IsPrivilegedProcess)
        {
            // Global, as at a prompt, so that every script of the session can use it.
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
