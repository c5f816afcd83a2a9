namespace UdpLab.Wire;

/// <summary>Reads pktgen's threads and devices; nothing is changed. Answered by <see cref="PktgenState"/>.</summary>
internal sealed record ReadPktgen : Request
{
    /// <summary>Also determine which devices send outside this host's networks.</summary>
    public bool WithOutside { get; set; }
}

/// <summary>
/// Loads the module if necessary, then removes, adds and sets devices; if one is refused, no device is added. Answered by
/// <see cref="PktgenState"/> of the changed devices.
/// </summary>
internal sealed record ChangePktgen : Request
{
    /// <summary>First stop the run and remove all devices (pgctrl's reset).</summary>
    public bool Reset { get; set; }

    /// <summary>Only check the devices: nothing is loaded, added or set.</summary>
    public bool Preview { get; set; }

    /// <summary>Destinations and sources may be broadcast addresses of this host's networks.</summary>
    public bool AllowSpecialAddress { get; set; }

    /// <summary>Devices to remove.</summary>
    public string[] Remove { get; set; } = [];

    /// <summary>Devices to add or set.</summary>
    public PktgenDeviceChange[] Devices { get; set; } = [];
}

/// <summary>What to do with a device.</summary>
internal sealed record PktgenDeviceChange
{
    /// <summary>Its name: an interface's, optionally followed by @ and a word.</summary>
    public required string Name { get; set; }

    /// <summary>CPU of the kernel thread to add it to; null for an existing device.</summary>
    public int? Cpu { get; set; }

    /// <summary>Commands in the kernel's syntax: "count 1000".</summary>
    public string[] Commands { get; set; } = [];
}

/// <summary>
/// Starts every device; <see cref="FloodStarted"/>, <see cref="Interval"/> lines, then <see cref="PktgenState"/> of all
/// devices. Ends when stopped, after the duration, or when every device has sent its count.
/// </summary>
internal sealed record RunPktgen : Request
{
    /// <summary>Seconds to send; null for until every count is reached.</summary>
    public double? Duration { get; set; }
}

/// <summary>Stops the run, even another program's. Answered by <see cref="Done"/> once it has ended.</summary>
internal sealed record StopPktgen : Request;

/// <summary>pktgen's files as the kernel prints them; the controller parses them.</summary>
internal sealed record PktgenState : Reply
{
    /// <summary>The module is loaded.</summary>
    public bool Loaded { get; set; }

    /// <summary>Why the module cannot be loaded, for people; null if it is loaded or can be.</summary>
    public string? Obstacle { get; set; }

    /// <summary>What pgctrl reads: the version.</summary>
    public string Version { get; set; } = "";

    /// <summary>The kernel threads, in order of CPU.</summary>
    public PktgenFile[] Threads { get; set; } = [];

    /// <summary>The devices, in order of thread.</summary>
    public PktgenFile[] Devices { get; set; } = [];

    /// <summary>Devices whose destination is outside the networks this host has addresses in, if requested.</summary>
    public string[] Outside { get; set; } = [];

    /// <summary>Warnings: settings that work, but not as expected.</summary>
    public string[] Warnings { get; set; } = [];

    /// <summary>A run was stopped before every count was reached.</summary>
    public bool Stopped { get; set; }

    /// <summary>Why a run failed; null if it did not.</summary>
    public Failure? Failure { get; set; }
}

/// <summary>A file of /proc/net/pktgen.</summary>
internal sealed record PktgenFile
{
    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>CPU of its thread.</summary>
    public int Cpu { get; set; }

    /// <summary>Its text.</summary>
    public required string Text { get; set; }
}
