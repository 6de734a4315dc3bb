from otdel.cli import main

main()
