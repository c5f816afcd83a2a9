namespace UdpLab.Tests;

/// <summary>A process with a given name that does nothing: sleep(1) under another name.</summary>
internal sealed class Sleeper : NamedProcess
{
    public Sleeper(string name)
        : base("udplab-sleeper-")
    {
        string program = Path.Combine(Folder, name);
        File.Copy("/bin/sleep", program);
        Run(program, "300");
    }

    /// <summary>The kernel's letter for its state, once it no longer runs: a signal takes effect a moment later.</summary>
    public string State
    {
        get
        {
            string state = "R";
            for (int tries = 0; state == "R" && tries < 1000; tries++)
            {
                Thread.Sleep(10);
                state = File.ReadAllText($"/proc/{Id}/stat").Split(' ')[2];
            }

            return state;
        }
    }
}
