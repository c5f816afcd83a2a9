namespace UdpLab.Agent.Tests;

/// <summary>A process that computes and makes system calls, under any name.</summary>
internal sealed class Hog : NamedProcess
{
    // A process can rename itself through its comm, in one write: bash's printf makes one write per line.
    private const string Script = """
        [ -z "$1" ] || printf %s "$1" >"/proc/$$/comm"
        while ((SECONDS < 300)); do for i in {1..200}; do read -r -N 512 zeros </proc/version; done; done
        """;

    private Hog(string? name)
        : base("udplab-hog-")
    {
        // A name that a file can have is set by running a file of that name; a name with a slash the process must set itself.
        bool byFile = name is not null && !name.Contains('/');
        string program = byFile ? Path.Combine(Folder, name!) : "/bin/bash";
        if (byFile)
        {
            File.CreateSymbolicLink(program, "/bin/bash");
        }

        Run(program, "-c", Script, "bash", byFile ? "" : name ?? "");
    }

    /// <param name="name">Its comm: any 15 bytes; null for bash.</param>
    public static Hog Start(string? name = null)
    {
        Hog hog = new(name);
        Assert.True(Machine.Becomes(() => File.ReadAllText($"/proc/{hog.Id}/comm") == (name ?? "bash") + "\n", 20), "it did not get its name");
        return hog;
    }

    /// <summary>Stops it: it is still there, and takes no time from those who look at what was recorded.</summary>
    public void Pause() => ProcessState.Signal(Id, "STOP");

    /// <summary>Waits until it has used another tenth of a second of CPU time, so that there is something to sample.</summary>
    public void Work(long ticks = 10)
    {
        long before = ProcessState.Ticks(Id);
        Assert.True(Machine.Becomes(() => ProcessState.Ticks(Id) >= before + ticks, 60 + ticks / 10), "it got no CPU time");
    }
}
