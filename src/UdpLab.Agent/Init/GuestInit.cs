using System.Globalization;
using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Init;

/// <summary>
/// The first process of a guest whose initramfs holds nothing but this program and modules: it sets the machine up, and then
/// starts agents for the controller. When the controller is gone, the machine is switched off.
/// </summary>
internal static class GuestInit
{
    private const int Restart = 0x01234567;

    /// <summary>Whether this process is it.</summary>
    public static bool IsThis => Environment.ProcessId == 1 && Environment.GetCommandLineArgs()[0] == GuestWords.Init;

    /// <summary>Runs the guest; does not return. A failure is written to the console.</summary>
    public static int Run()
    {
        List<string> notes = [];
        try
        {
            GuestMounts.Make();
            string[] words = (TextFile.Read("/proc/cmdline") ?? "").Split(' ');
            Try(notes, () => File.WriteAllText("/proc/sys/kernel/hostname", Word(words, GuestWords.Name) ?? "guest"));
            ModuleLoader modules = ModuleLoader.OfThisKernel;
            Try(notes, () => modules.LoadDrivers("pci"));
            Try(notes, () => modules.LoadDrivers("virtio"));
            Try(notes, () => BringUp(Word(words, GuestWords.Address)));
            new GuestAgents(GuestPort.Open()).Serve(notes);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"udplab-init: {e.Message}");
            notes.ForEach(Console.Error.WriteLine);
        }

        // QEMU was told not to restart, and ends.
        _ = Libc.Reboot(Restart);
        return 1;
    }

    /// <summary>What follows a word of the kernel's command line; null if it is not there.</summary>
    private static string? Word(string[] words, string name) => words.FirstOrDefault(w => w.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    /// <summary>Brings loopback and the cards up; the first card gets the address.</summary>
    private static void BringUp(string? address)
    {
        Link[] links = [.. Interfaces.Links().OrderBy(link => link.Index)];
        foreach (Link link in links.Where(link => link.Name == "lo" || Directory.Exists($"/sys/class/net/{link.Name}/device")))
        {
            LinkSetup.BringUp(link.Index);
            if (link.Name != "lo" && address?.Split('/') is [string number, string length])
            {
                LinkSetup.AddAddress(link.Index, IPAddress.Parse(number), int.Parse(length, CultureInfo.InvariantCulture));
                address = null;
            }
        }
    }

    private static void Try(List<string> notes, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is AgentException or IOException or UnauthorizedAccessException)
        {
            notes.Add(e.Message);
        }
    }
}
