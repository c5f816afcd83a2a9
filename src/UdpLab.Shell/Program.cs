using System.Globalization;
using System.Management.Automation;
using UdpLab.Shell;

try
{
    CommandLine commandLine = CommandLine.Parse(args);
    if (commandLine.Help)
    {
        Console.Out.WriteLine(CommandLine.Usage);
        return 0;
    }

    if (commandLine.Version)
    {
        Console.Out.WriteLine(Versions.Line);
        return 0;
    }

    CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = new CultureInfo("en-US");
    CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = new CultureInfo("en-US");
    string module = ModuleLocator.Find();
    return commandLine.Pwsh ? PwshHandOver.Run(commandLine, module) : Session.Run(commandLine, module);
}
catch (ShellException problem)
{
    Console.Error.WriteLine($"udplab: {problem.Message}");
    return problem.ExitCode;
}
catch (RuntimeException problem)
{
    // Anything the engine refuses at start: print a sentence, not a stack trace.
    Console.Error.WriteLine($"udplab: the PowerShell engine did not start: {problem.Message}");
    return ExitCodes.Failure;
}
